import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClassifierBuilder,
  describeModel,
  type ImageClassifier,
  modelMetadata,
  multiClassHead,
} from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import { evaluate } from '@convzoo/train';
import { formatSafetensors, saveWeights } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import { evaluateWeights } from '../accuracy/evaluate-weights.js';
import { openTask } from '../accuracy/tasks.js';
import * as networks from '../fixtures/networks.js';
import { subject } from '../fixtures/rows.js';
import { importBuilder } from '../models/import-builder.js';
import { measureAccuracy } from './accuracy.js';
import { compileNetwork, storeInt8 } from './compiled.js';
import { startEngine } from './engine.js';
import { measureExplanation } from './explanation.js';
import { measureInference } from './inference.js';
import { type Loaded, measureLoading, storeWeights } from './loading.js';
import { buildNetwork } from './network.js';
import { measurePeak } from './peak.js';
import { type Facts, rowOf } from './row.js';
import { measureTraining } from './training.js';

const sampling = { warmups: 2, samples: 3, timeMs: 1 };
const engine = { runtime: 'wasm', provider: null };
const base = { engine, precision: 'float32', batch: 2, classes: 10, sampling } as const;

beforeAll(async () => {
  await startEngine(engine);
});

type Measured<O> = (builder: ClassifierBuilder, options: O) => Promise<void>;

/** All facts that a measure reports. */
async function factsOf<O extends { report: (facts: Facts) => void }>(
  measure: Measured<O>,
  builder: ClassifierBuilder,
  options: Omit<O, 'report'>,
): Promise<Facts> {
  let facts: Facts = {};
  const report = (more: Facts): void => {
    facts = { ...facts, ...more };
  };
  await measure(builder, { ...options, report } as O);
  return facts;
}

test('parameters, buffers and multiply-adds are those of the network', async () => {
  // 4, 8 and 16 channels in the three stages of ResNet-20, 16x8 pixels in the first, 10 classes.
  const stage = (channels: number, before: number): number => 9 * channels * (before + 5 * channels);
  const convs = [9 * 3 * 4 + stage(4, 4), stage(8, 4), stage(16, 8)] as const;
  const channelsOfNorms = 7 * 4 + 6 * 8 + 6 * 16;
  const facts = await factsOf(measureInference, networks.tiny, base);
  expect(facts).toMatchObject({ buffers: 2 * channelsOfNorms, frozen: 0, leakedTensors: 0, warmups: 2 });
  expect(facts.trainable).toBe(convs[0] + convs[1] + convs[2] + 2 * channelsOfNorms + 17 * 10);
  expect(facts.macs).toBe(convs[0] * 128 + convs[1] * 32 + convs[2] * 8 + 16 * 10);
});

test('the weights take so many bytes on disk, and the layers’ outputs so many in memory', async () => {
  let facts: Facts = {};
  const classifier = await buildNetwork(networks.tiny, 10, (more) => {
    facts = { ...facts, ...more };
  });
  const header = 32 * 1024;
  const { length } = formatSafetensors(await classifier.stateDict());
  expect(facts.fileBytes).toBeLessThan(length);
  expect(facts.fileBytes).toBeGreaterThan(length - header);
  // The input, and 16x8 pixels of 4 channels after the first convolution, at the least.
  expect(facts.activationBytes).toBeGreaterThan(4 * 16 * 8 * (3 + 4));
  classifier.freeze();
  expect(classifier.model.trainableWeights.length).toBe(2);
  classifier.dispose();
});

test('scores that are not finite are an error, not a speed', async () => {
  const measured = factsOf(measureInference, networks.overflowing, base);
  await expect(measured).rejects.toThrow(/scores: expected finite numbers, found (NaN|Infinity)/);
});

test('leaked tensors are counted', async () => {
  const { leakedTensors, durationsMs } = await factsOf(measureInference, networks.leaking, base);
  expect(leakedTensors).toBeGreaterThanOrEqual(sampling.warmups + durationsMs!.length);
});

test('a training step and its parts', async () => {
  const facts = await factsOf(measureTraining, networks.tiny, base);
  expect(facts.leakedTensors).toBe(0);
  expect(facts.durationsMs?.length).toBeGreaterThanOrEqual(sampling.samples);
  for (const part of Object.values(facts.passes!))
    expect(part.length).toBeGreaterThanOrEqual(sampling.samples);
  expect(rowOf(subject({ measure: 'training', batch: 2 }), [facts]).parts).toEqual({
    dataMs: expect.any(Number),
    forwardMs: expect.any(Number),
    backwardMs: expect.any(Number),
    updateMs: expect.any(Number),
  });
});

test.each(['TF.js', 'compiled', 'int8'] as const)('loading from a file: %s', async (kind) => {
  const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-loading-'));
  const file = join(folder, 'model.safetensors');
  const compile = (classifier: ImageClassifier) =>
    compileNetwork(classifier, { provider: 'cpu', precision: 'float32', batch: 1 });
  let loads = 0;
  try {
    const facts = await factsOf(measureLoading, networks.tiny, {
      ...base,
      store: async (classifier: ImageClassifier) => {
        const stored =
          kind === 'int8'
            ? await storeInt8(classifier, file, 'cpu')
            : await storeWeights(
                classifier,
                async (weights) => {
                  await saveWeights(file, weights);
                  return file;
                },
                kind === 'compiled' ? compile : undefined,
              );
        const load = (): Promise<Loaded> => {
          loads++;
          return stored.load();
        };
        return { ...stored, load };
      },
    });
    expect(facts.leakedTensors).toBe(0);
    expect(facts.fileBytes).toBeGreaterThan(0.5 * statSync(file).size);
    expect(facts.fileBytes).toBeLessThan(1.1 * statSync(file).size);
    expect(loads).toBe(1 + sampling.warmups + facts.durationsMs!.length);
    const row = rowOf(subject({ measure: 'loading', batch: 1 }), [facts]);
    expect(row.latencyMs?.p50).toBeGreaterThan(0);
    expect(row.imagesPerSecond).toBeNull();
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('Grad-CAM beside a prediction', async () => {
  const facts = await factsOf(measureExplanation, networks.tiny, base);
  expect(facts.leakedTensors).toBe(0);
  expect(facts.durationsMs?.length).toBeGreaterThanOrEqual(sampling.samples);
  expect(facts.predictionsMs?.length).toBeGreaterThanOrEqual(sampling.samples);
});

test('accuracy: trained on some digits, tested on others, the same for the same seed', async () => {
  const task = {
    name: 'digits',
    budget: { images: 20, epochs: 2, batchSize: 10 },
  } as const;
  let size: Facts = {};
  const run = (seed: number) =>
    measureAccuracy(networks.scalable, {
      name: 'resnet20',
      task,
      seed,
      report: (facts) => {
        size = facts;
      },
    });
  const first = await run(3);
  expect(first).toMatchObject({ data: 'digits', seed: 3, metric: 'accuracy', testImages: 2000, width: 0.5 });
  expect(first.curve.map(({ images }) => images)).toEqual([10, 20, 30, 40]);
  expect(size.inputShape).toEqual([32, 32, 1]);
  const { seconds: _, ...again } = await run(3);
  expect(first).toMatchObject(again);
  expect((await run(4)).loss).not.toBe(first.loss);
});

test('given weights are evaluated on the network that their file describes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-weights-'));
  const file = join(folder, 'model.safetensors');
  const { test: digits } = await openTask({
    name: 'digits',
    budget: { images: 1, epochs: 1, batchSize: 1 },
  });
  const classifier = resnet20({ inputShape: [24, 24, 1], width: 0.25, head: multiClassHead(digits.classes) });
  try {
    await saveWeights(file, await classifier.stateDict(), modelMetadata(describeModel(classifier)));
    const { metrics, loss, samples } = await evaluate(classifier, digits);
    const facts = await evaluateWeights(resnet20, file, digits, 'digits');
    expect(facts).toMatchObject({
      metric: 'accuracy',
      metrics,
      testImages: samples,
      budget: null,
      width: null,
    });
    expect(facts.loss).toBeCloseTo(loss, 6);
    expect(facts.published).toBeUndefined();
  } finally {
    classifier.dispose();
    rmSync(folder, { recursive: true });
  }
});

test('an engine has a peak of arithmetic and of memory', async () => {
  const before = tf.memory().numTensors;
  const small = { longEnoughMs: 1000, largestSide: 256, largestArray: 2 ** 17 };
  const { macsPerSecond, bytesPerSecond } = await measurePeak(small);
  expect(macsPerSecond).toBeGreaterThan(0);
  expect(bytesPerSecond).toBeGreaterThan(0);
  expect(tf.memory().numTensors).toBe(before);
});

test('an export that is no builder', async () => {
  const module = new URL('../fixtures/networks.ts', import.meta.url).href;
  const model = (name: string) => ({ name, export: name, module, classes: 10 });
  await expect(importBuilder(model('missing'))).rejects.toThrow(
    /expected missing to be a builder of classifiers, found no such export/,
  );
  await expect(importBuilder(model('toString'))).rejects.toThrow(/found no such export/);
  await expect(importBuilder(model('notBuilder'))).rejects.toThrow(/found a string/);
});
