import { readPreprocessing } from '../../../packages/convzoo/src/cli/preprocessing.ts';
import { checkPreprocessing } from '../../../packages/core/src/preprocess/preprocessing.ts';
import { mutateJson } from '../mutate-json.ts';
import { scratchFile } from '../scratch.ts';
import { json, type Target } from '../target.ts';

const scratch = scratchFile('preprocessing.json');
const valid = {
  resize: [8, 8],
  interpolation: 'bicubic',
  crop: [8, 8],
  scale: 255,
  mean: [0.5, 0.5, 0.5],
  std: [1, 1, 1],
  channelOrder: 'rgb',
};

export const target: Target = {
  run: async (input) => {
    scratch.write(input);
    checkPreprocessing(await readPreprocessing(scratch.path));
  },
  seeds: () => [json(valid)],
  words: Object.keys(valid).map((name) => `"${name}":`),
  mutate: (input, _inner, random) => mutateJson(input, random),
};
