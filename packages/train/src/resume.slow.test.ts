import { useRuntime } from '@convzoo/runtime';
import { beforeAll, expect, test } from 'vitest';
import { dataset, run } from './fixtures/run-on-noise.js';
import type { TrainOptions } from './options.js';
import type { TrainingState } from './state.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

test.each<[string, Partial<TrainOptions>]>([
  ['SGD', {}],
  ['AdamW, an average and accumulation', { optimizer: { kind: 'adamw' }, ema: 0.9, accumulate: 2 }],
  ['gradual unfreezing', { freezing: [{ epoch: 0, upTo: 'relu2' }, { epoch: 1 }] }],
])('the same seed gives the same weights after an interruption at any step, with %s', async (_, options) => {
  const whole = await run({ ...options, validation: dataset });
  for (let stopAt = 1; stopAt <= whole.steps.length; stopAt++) {
    const controller = new AbortController();
    let saved: TrainingState | undefined;
    const checkpoint = {
      save: async (state: TrainingState) => {
        saved = state;
      },
    };
    const { result } = await run({
      ...options,
      validation: dataset,
      checkpoint,
      signal: controller.signal,
      onStep: ({ step }) => {
        if (step === stopAt) controller.abort();
      },
    });
    expect([result.ended, result.steps]).toEqual(['interrupted', stopAt]);
    const restored = await run({ ...options, validation: dataset, resume: saved! }, dataset, 99);
    expect(restored.weights).toBe(whole.weights);
    expect(restored.result).toEqual(whole.result);
  }
});
