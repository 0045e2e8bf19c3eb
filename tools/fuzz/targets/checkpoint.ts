import { parseProgress } from '../../../packages/train/src/node/parse-progress.ts';
import { mutateJson } from '../mutate-json.ts';
import { json, type Target, text } from '../target.ts';

export const target: Target = {
  run: (input) => parseProgress(text(input), 'file'),
  seeds: () => [
    json({
      formatVersion: 1,
      stepsPerEpoch: 10,
      epoch: 1,
      stepInEpoch: 2,
      step: 12,
      seed: 0,
      lossSum: 1.5,
      history: [{ epoch: 0, step: 10 }],
      best: { epoch: 0 },
      run: {
        architecture: 'resnet20',
        head: 'multi-class',
        optimizer: 'sgd',
        data: 'photos',
        classes: ['a'],
        samples: 3,
        learningRate: 0.1,
      },
    }),
  ],
  mutate: (input, _inner, random) => mutateJson(input, random),
};
