import { parseTfjs } from '../../../packages/weights/src/tfjs/parse.ts';
import { mutateJson } from '../mutate-json.ts';
import { file, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/tfjs';
const names = [1, 2, 3]
  .map((n) => `group1-shard${n}of3.bin`)
  .concat([1, 2].map((n) => `group2-shard${n}of2.bin`));
const shards = new Map(names.map((name) => [name, file(`${folder}/${name}`)]));

export const target: Target = {
  run: (input) => parseTfjs(input, async (name) => shards.get(name) ?? input),
  seeds: () => [file(`${folder}/model.json`)],
  words: ['"weightsManifest"', '"paths"', '"quantization"', '"uint8"', '"float16"', ...names],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
