import { binaryHead, type Head, multiClassHead, multiLabelHead } from '@convzoo/core';
import {
  createDataset,
  type Dataset,
  digitScenes,
  mnistDigits,
  oneVersusRest,
  shuffleDataset,
} from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { beforeAll, describe, expect, test } from 'vitest';
import { balancedPositiveWeights } from './class-balance.js';
import { evaluate } from './evaluate.js';
import { smallNet } from './fixtures/small-net.js';
import { train } from './train.js';

interface Task {
  readonly train: Dataset;
  readonly test: Dataset;
  readonly head: Head;
  readonly inputShape: readonly [number, number, number];
  readonly metric: string;
  /** Reached with the true labels. */
  readonly learnt: number;
  /** Not reached with shuffled ones. */
  readonly chance: number;
}

const tasks: Record<string, Task> = {};
beforeAll(async () => {
  await useRuntime('wasm');
  const digits = await mnistDigits();
  const some = (dataset: Dataset, count: number): Dataset =>
    createDataset(dataset.classes, shuffleDataset(dataset).samples.slice(0, count));
  const [few, tests] = [some(digits.train, 1500), some(digits.test, 400)];
  const threes = oneVersusRest(few, '3');
  tasks['multi-class'] = {
    train: few,
    test: tests,
    head: multiClassHead(few.classes),
    inputShape: [14, 14, 1],
    metric: 'accuracy',
    learnt: 0.85,
    chance: 0.3,
  };
  tasks.binary = {
    train: threes,
    test: oneVersusRest(tests, '3'),
    head: binaryHead('3', { positiveWeight: balancedPositiveWeights(threes)[0]! }),
    inputShape: [14, 14, 1],
    metric: 'rocAuc',
    learnt: 0.95,
    chance: 0.85,
  };
  tasks['multi-label'] = {
    train: await digitScenes(digits.train, { count: 1500, size: 40, digits: [1, 2] }),
    test: await digitScenes(digits.test, { count: 300, size: 40, digits: [1, 2], seed: 1 }),
    head: multiLabelHead(few.classes),
    inputShape: [20, 20, 1],
    metric: 'meanAveragePrecision',
    learnt: 0.6,
    chance: 0.3,
  };
});

describe.each(['multi-class', 'binary', 'multi-label'])('a %s head', (kind) => {
  test('learns real digits, and nothing from shuffled labels', async () => {
    const task = tasks[kind]!;
    expect(await trained(task, task.train)).toBeGreaterThan(task.learnt);
    expect(await trained(task, withShuffledLabels(task.train))).toBeLessThan(task.chance);
  });
});

async function trained({ head, inputShape, metric, test: tests }: Task, dataset: Dataset): Promise<number> {
  const classifier = smallNet({ head, inputShape });
  await train(classifier, dataset, {
    epochs: 5,
    batchSize: 32,
    learningRate: 0.01,
    optimizer: { kind: 'adamw' },
    schedule: { kind: 'one-cycle' },
  });
  const { metrics } = await evaluate(classifier, tests);
  console.log(`${head.kind}: ${metric} ${metrics[metric]!.toFixed(3)}`);
  classifier.dispose();
  return metrics[metric]!;
}

function withShuffledLabels({ classes, samples }: Dataset): Dataset {
  const others = shuffleDataset(createDataset(classes, samples), 9).samples;
  return createDataset(
    classes,
    samples.map(({ boxes: _, ...sample }, i) => ({ ...sample, label: others[i]!.label })),
  );
}
