import { ConvzooError, multiClassHead } from '@convzoo/core';
import { createDataset, type Dataset, type Sample } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { balancedClassWeights, balancedPositiveWeights } from './class-balance.js';
import { evaluate } from './evaluate.js';
import { create, dataset, run, sample } from './fixtures/run-on-noise.js';
import { smallNet } from './fixtures/small-net.js';
import type { TrainOptions } from './options.js';
import type { TrainingState } from './state.js';
import { train } from './train.js';

beforeAll(async () => {
  await useRuntime('wasm');
});

let tensors = 0;
beforeEach(() => {
  tensors = tf.memory().numTensors;
});

test('trains, reports and leaks nothing, with everything switched on', async () => {
  const { result, steps, epochs } = await run({
    optimizer: { kind: 'adamw' },
    schedule: { kind: 'one-cycle' },
    accumulate: 2,
    clipNorm: 1,
    ema: 0.9,
    validation: dataset,
  });
  expect(result.ended).toBe('finished');
  expect(steps.map(({ step, epoch, images, totalSteps }) => [step, epoch, images, totalSteps])).toEqual(
    Array.from({ length: 6 }, (_, i) => [i + 1, Math.floor(i / 3), 8, 6]),
  );
  expect(steps[0]!.learningRate).toBeLessThan(steps[2]!.learningRate);
  expect(epochs.map(({ step }) => step)).toEqual([3, 6]);
  expect(epochs[0]!.loss).toBeCloseTo((steps[0]!.loss + steps[1]!.loss + steps[2]!.loss) / 3, 10);
  expect(result.best!.value).toBe(Math.max(...epochs.map(({ validation }) => validation!.metrics.accuracy!)));
  expect(epochs.filter(({ best }) => best).at(-1)!.weights!.size).toBeGreaterThan(5);
});

test('the same seed gives the same weights, another one others', async () => {
  const weightsOf = async (seed: number): Promise<string> => (await run({ seed, epochs: 1 })).weights;
  const once = await weightsOf(3);
  expect(await weightsOf(3)).toBe(once);
  expect(await weightsOf(4)).not.toBe(once);
});

describe('a state', () => {
  let ofTwoEpochs: TrainingState;
  beforeAll(async () => {
    ofTwoEpochs = await stateOf();
  });

  const stateOf = async (options: Partial<TrainOptions> = {}): Promise<TrainingState> => {
    let saved: TrainingState | undefined;
    await run({
      ...options,
      checkpoint: {
        save: async (state) => {
          saved = state;
        },
      },
    });
    return saved!;
  };

  test.each<[string, Partial<TrainOptions>, Dataset, string]>([
    [
      'optimizer',
      { optimizer: { kind: 'adamw' } },
      dataset,
      'with the optimizer adamw, found the optimizer sgd',
    ],
    ['seed', { seed: 5 }, dataset, 'with seed 5, found seed 0'],
    [
      'batch size',
      { batchSize: 8 },
      dataset,
      'resume: expected a run with steps per epoch: 3, found steps per epoch: 6.',
    ],
    [
      'data',
      {},
      createDataset(dataset.classes, [...dataset.samples.slice(1), { ...sample(0), id: 'image x' }]),
      'with the samples with hash',
    ],
    [
      'number of samples',
      { batchSize: 3 },
      createDataset(dataset.classes, dataset.samples.slice(0, 18)),
      'this many samples: 18, the samples with hash',
    ],
  ])('of a run with another %s is refused with both values', async (_, options, data, message) => {
    await expect(run({ ...options, resume: ofTwoEpochs }, data)).rejects.toThrow(message);
  });

  test('of a run with other classes is refused with both lists', async () => {
    const classifier = smallNet({ head: multiClassHead(['night', 'day']), inputShape: [8, 8, 1] });
    const renamed = createDataset(
      ['night', 'day'],
      dataset.samples.map((one, i) => ({ ...one, label: i % 2 })),
    );
    await expect(
      train(classifier, renamed, { epochs: 2, batchSize: 4, resume: ofTwoEpochs }),
    ).rejects.toThrow(/the classes night,day.*found the classes dark,bright/);
    classifier.dispose();
  });

  test('of a finished run goes on to more epochs', async () => {
    const resume = await stateOf({ epochs: 1 });
    const { result, steps } = await run({ epochs: 3, resume });
    expect([result.ended, result.steps, result.history.length, steps.length]).toEqual([
      'finished',
      18,
      3,
      12,
    ]);
    const again = await run({ epochs: 1, resume });
    expect([again.result.ended, again.steps.length]).toEqual(['finished', 0]);
  });

  test('may be resumed at another learning rate', async () => {
    const { steps } = await run({ epochs: 3, learningRate: 0.02, resume: await stateOf({ epochs: 1 }) });
    expect(steps[0]!.learningRate).toBeLessThan(0.02);
  });
});

test('checkpoints come after so many steps and after each epoch', async () => {
  const saved: number[] = [];
  const save = async ({ progress }: TrainingState) => {
    saved.push(progress.step);
  };
  await run({ checkpoint: { every: 4, save } });
  expect(saved).toEqual([4, 6, 8, 12]);
});

test('frozen features do not change, not even their statistics, and thaw when their stage ends', async () => {
  const weights: string[] = [];
  const classifier = create();
  const features = async () =>
    [...(await classifier.stateDict())]
      .filter(([key]) => /^(conv|bn)[12]/.test(key))
      .map(([key, { data }]) => `${key} ${[...data].join()}`)
      .join('\n');
  weights.push(await features());
  await train(classifier, dataset, {
    epochs: 2,
    batchSize: 8,
    freezing: [{ epoch: 0, upTo: 'relu2' }, { epoch: 1 }],
    onEpoch: async () => {
      weights.push(await features());
    },
  });
  classifier.dispose();
  expect(weights[1]).toBe(weights[0]);
  expect(weights[2]).not.toBe(weights[1]);
});

test('stops early after epochs without a better validation', async () => {
  const { result, epochs } = await run({ epochs: 50, learningRate: 1e-12, patience: 2, validation: dataset });
  expect(result.ended).toBe('stopped early');
  expect(epochs.length).toBe(result.best!.epoch + 3);
});

test('a loss that is not finite stops before the weights are touched, and says what to try', async () => {
  const classifier = create();
  let step = 0;
  const exploding = train(classifier, dataset, {
    epochs: 5,
    batchSize: 4,
    learningRate: 1e30,
    onStep: (report) => {
      step = report.step;
    },
  });
  await expect(exploding).rejects.toThrow(
    /step \d+, learning rate .*: expected a finite loss, found (NaN|Infinity)\. Try a learning rate of .* warm-up .* clipNorm 1\./,
  );
  await expect(exploding).rejects.toMatchObject({ code: 'training-diverged' });
  expect(step).toBeGreaterThan(0);
  classifier.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

describe('an unreadable image', () => {
  const broken = createDataset(
    dataset.classes,
    dataset.samples.map((one, i) => ({
      ...one,
      load: async () => {
        if (i === 5) throw new ConvzooError('invalid-image', { subject: one.id, expected: 'x', found: 'y' });
        return await one.load();
      },
    })),
  );

  test('is reported and left out, in training and in validation', async () => {
    const reported: string[] = [];
    const onUnreadable = (_: ConvzooError, { id }: Sample) => reported.push(id);
    const { epochs } = await run({ epochs: 1, onUnreadable, validation: broken }, broken);
    expect(reported).toEqual(['image 5', 'image 5']);
    expect(epochs[0]!.evaluation!.samples).toBe(23);
  });

  test('is an error otherwise', async () => {
    await expect(run({}, broken)).rejects.toThrow('image 5: expected x, found y.');
  });
});

test.each<[Partial<TrainOptions>, string]>([
  [{ epochs: 0 }, 'epochs: expected a whole number, at least 1, found 0.'],
  [{ batchSize: 2.5 }, 'batchSize'],
  [{ learningRate: -1 }, 'learningRate: expected a number above 0, found -1.'],
  [{ ema: 1 }, 'ema'],
  [{ clipNorm: Number.NaN }, 'clipNorm'],
])('refuses %o', async (options, message) => {
  await expect(run(options)).rejects.toThrow(message);
});

test('labels that the head does not know are refused before anything is computed', async () => {
  const more = createDataset(
    ['dark', 'bright', 'red'],
    [...dataset.samples, { ...sample(24), label: 'red' }],
  );
  await expect(run({}, more)).rejects.toThrow('found "red"');
});

describe('evaluate', () => {
  test('finds the worst mistakes', async () => {
    const classifier = create();
    await train(classifier, dataset, {
      epochs: 6,
      batchSize: 4,
      optimizer: { kind: 'adamw' },
      learningRate: 0.01,
    });
    const wrong = createDataset(dataset.classes, [
      ...dataset.samples,
      { ...sample(25), id: 'mislabeled', label: 0 },
    ]);
    const { mistakes, metrics, samples } = await evaluate(classifier, wrong, { mistakes: 3, batchSize: 7 });
    classifier.dispose();
    expect([samples, metrics.accuracy]).toEqual([25, 0.96]);
    expect(mistakes.map(({ sample: { id } }) => id)).toEqual(['mislabeled']);
    expect(mistakes[0]!.predictions[0]!.label).toBe('bright');
    expect(mistakes[0]!.loss).toBeGreaterThan(0.7);
  });

  test('names the classes of the data that the model does not know', async () => {
    const classifier = create();
    const cats = createDataset(
      ['bright', 'cat'],
      [sample(1), { ...sample(0), label: 'cat' }].map((one, i) => ({ ...one, label: i })),
    );
    await expect(evaluate(classifier, cats)).rejects.toThrow(
      'classes of the data: expected classes of the model, such as dark, found cat.',
    );
    classifier.dispose();
  });

  test('refuses scores that are not finite', async () => {
    const classifier = create();
    const state = await classifier.stateDict();
    const [key, { shape, data }] = [...state].filter(([, tensor]) => tensor.shape.length === 2).at(-1)!;
    const huge = { dtype: 'float32', shape, data: new Float32Array(data.length).fill(3e38) } as const;
    classifier.loadStateDict(new Map([...state, [key, huge]]));
    await expect(evaluate(classifier, dataset)).rejects.toThrow(
      'scores of the model: expected finite numbers',
    );
    classifier.dispose();
    expect(tf.memory().numTensors).toBe(tensors);
  });

  test('gives the same whatever the batch size', async () => {
    const classifier = create();
    const [a, b] = [
      await evaluate(classifier, dataset, { batchSize: 5 }),
      await evaluate(classifier, dataset),
    ];
    classifier.dispose();
    expect(a.metrics).toEqual(b.metrics);
    expect(a.loss).toBeCloseTo(b.loss, 6);
  });

  test('stops when it is told to', async () => {
    const classifier = create();
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(evaluate(classifier, dataset, { signal })).rejects.toThrow('enough');
    classifier.dispose();
  });
});

test('weights against imbalance', () => {
  const rare = createDataset(
    ['a', 'b', 'c'],
    [0, 0, 0, 1].map((label, i) => ({ ...sample(i), label })),
  );
  expect(balancedClassWeights(rare)).toEqual([4 / 9, 4 / 3, 0]);
  expect(balancedPositiveWeights(rare)).toEqual([1 / 3, 3, 4]);
});
