import { type ClassifierBuilder, createClassifier, type InputShape, multiClassHead } from '@convzoo/core';
import { type Initialize, uniform } from '@convzoo/core/layers';
import { randomNumbers } from '@convzoo/core/random';
import * as tf from '@tensorflow/tfjs-core';
import { Bench } from 'tinybench';
import { summarize } from '../statistics/latency.js';
import type { Facts } from './row.js';
import type { Sampling } from './sampling.js';

export interface MeasureOptions {
  batch: number;
  classes: number;
  sampling: Sampling;
  /** Called with each fact once it is known, so that a crash loses only what comes after it. */
  report: (facts: Facts) => void;
}

/**
 * Measures prediction on TF.js's current backend. The images are there before the clock starts; the
 * scores are read back before it stops. Throws an Error if the scores are not numbers.
 */
export async function measure(
  builder: ClassifierBuilder,
  { batch, classes, sampling, report }: MeasureOptions,
): Promise<void> {
  const architecture = { ...builder.architecture(), initialize: scaleKeeping };
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const classifier = createClassifier(architecture, { head: multiClassHead(names) });
  const { family, inputShape } = architecture;
  report({ family, inputShape, ...classifier.size });

  const images = randomImages(batch, inputShape);
  const run = async (): Promise<ArrayLike<number>> => {
    const scores = classifier.predict(images);
    const values = await scores.data();
    scores.dispose();
    return values;
  };

  const start = performance.now();
  const scores = await run();
  report({ firstRunMs: performance.now() - start });
  checkFinite(scores);

  const tensors = tf.memory().numTensors;
  const durations = await sample(run, sampling);
  const latencyMs = summarize(durations);
  report({
    latencyMs,
    imagesPerSecond: (1000 * batch) / latencyMs.mean,
    samples: durations.length,
    leakedTensors: tf.memory().numTensors - tensors,
  });
}

/**
 * He's variance from a uniform distribution, for every network: several times quicker to draw than a
 * normal one, and nothing that passes through vanishes into denormal numbers or overflows.
 */
const scaleKeeping: Initialize = ({ layerKind, fanIn }) =>
  layerKind === 'norm' ? undefined : uniform(Math.sqrt(6 / fanIn));

/** Noise in [-2, 2), the range of normalized images. */
function randomImages(batch: number, shape: InputShape): tf.Tensor4D {
  const next = randomNumbers('images');
  const size = shape.reduce((product, n) => product * n, batch);
  return tf.tensor4d(
    Float32Array.from({ length: size }, () => 4 * next() - 2),
    [batch, ...shape],
  );
}

function checkFinite(scores: ArrayLike<number>): void {
  const wrong = Array.from(scores).find((score) => !Number.isFinite(score));
  if (wrong !== undefined) throw new Error(`scores: expected numbers, found ${wrong}.`);
}

/** Durations of the runs after the warm-up, in milliseconds. */
async function sample(run: () => Promise<unknown>, sampling: Sampling): Promise<number[]> {
  const bench = new Bench({
    warmupIterations: sampling.warmups,
    warmupTime: sampling.timeMs,
    iterations: sampling.samples,
    time: sampling.timeMs,
    retainSamples: true,
    throws: true,
  });
  bench.add('run', run, { async: true });
  const [task] = await bench.run();
  const result = task?.result;
  return result !== undefined && 'latency' in result ? (result.latency.samples ?? []) : [];
}
