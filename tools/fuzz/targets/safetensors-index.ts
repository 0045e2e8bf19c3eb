import { parseShardedSafetensors } from '../../../packages/weights/src/safetensors/sharded.ts';
import { mutateJson } from '../mutate-json.ts';
import { file, type Target } from '../target.ts';

const folder = 'packages/weights/src/fixtures/safetensors';
const shard = (part: number): string => `model-0000${part}-of-00002.safetensors`;
const shards = new Map([1, 2].map((part) => [shard(part), file(`${folder}/${shard(part)}`)]));

export const target: Target = {
  run: (input) => parseShardedSafetensors(input, async (name) => shards.get(name) ?? input),
  seeds: () => [file(`${folder}/model.safetensors.index.json`)],
  words: ['"weight_map"', '"metadata"', shard(1)],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
