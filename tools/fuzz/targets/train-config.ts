import { readJsonObject } from '../../../packages/convzoo/src/cli/read-json.ts';
import { parseTrainConfig } from '../../../packages/train/src/config/parse.ts';
import { mutateJson } from '../mutate-json.ts';
import { scratchFile } from '../scratch.ts';
import { json, type Target } from '../target.ts';

const scratch = scratchFile('config.json');

export const target: Target = {
  run: async (input) => {
    scratch.write(input);
    parseTrainConfig(await readJsonObject(scratch.path), 'file');
  },
  seeds: () => [
    json({
      data: 'photos',
      model: 'resnet20',
      modelOptions: { width: 0.5 },
      head: { kind: 'multi-label', balanced: true },
      epochs: 3,
      batchSize: 32,
      learningRate: 0.1,
      optimizer: { kind: 'sgd', momentum: 0.9 },
      schedule: { kind: 'step', milestones: [1, 2] },
      augmentation: 'crop-flip',
      mix: { kind: 'mixup', alpha: 0.2 },
      freezing: [{ epoch: 0, upTo: 'layer3' }],
      strict: false,
    }),
  ],
  words: ['"kind":"adamw"', '"kind":"cosine"', '"kind":"one-cycle"', '"kind":"constructor"', '"seed":1'],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
