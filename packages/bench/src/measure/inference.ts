import type { ClassifierBuilder, ImageClassifier } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type { CompiledNetwork } from './compiled.js';
import { randomImages } from './images.js';
import { buildNetwork } from './network.js';
import type { Facts } from './row.js';
import { sample, timed } from './sample.js';
import type { Sampling } from './sampling.js';

export interface InferenceOptions {
  /** Compiles the network for an engine without TF.js; left out, TF.js's current backend predicts. */
  readonly compile?: ((classifier: ImageClassifier) => Promise<CompiledNetwork>) | undefined;
  readonly batch: number;
  readonly classes: number;
  readonly sampling: Sampling;
  /** Called with each fact as soon as it is known. */
  readonly report: (facts: Facts) => void;
}

/** Runs one batch and resolves with its scores in host memory. */
type Run = () => Promise<ArrayLike<number>>;

/**
 * Measures inference: probabilities by TF.js's current backend, or logits by ONNX Runtime without TF.js. The
 * images are there before the clock starts; the scores are in host memory before it stops.
 *
 * @throws Error if scores are not finite
 */
export async function measureInference(builder: ClassifierBuilder, options: InferenceOptions): Promise<void> {
  const { compile, batch, classes, sampling, report } = options;
  const classifier = await buildNetwork(builder, classes, report);
  const images = randomImages(batch, classifier.architecture.inputShape);
  const run =
    compile === undefined
      ? predictRun(classifier, images, batch)
      : await compiledRun(() => compile(classifier), images, report);
  // What is compiled no longer needs it.
  if (compile !== undefined) classifier.dispose();
  const [scores, firstMs] = await timed(run);
  checkFinite(scores);
  report({ firstMs, warmups: sampling.warmups });

  const tensors = tf.memory().numTensors;
  const durationsMs = await sample(run, sampling);
  report({ durationsMs, leakedTensors: tf.memory().numTensors - tensors });
}

export function predictRun(classifier: ImageClassifier, images: Float32Array, batch: number): Run {
  const x = tf.tensor4d(images, [batch, ...classifier.architecture.inputShape]);
  return async () => {
    const scores = classifier.predict(x);
    const values = await scores.data();
    scores.dispose();
    return values;
  };
}

async function compiledRun(
  compile: () => Promise<CompiledNetwork>,
  images: Float32Array,
  report: (facts: Facts) => void,
): Promise<Run> {
  const [{ logits, fileBytes }, compileMs] = await timed(compile);
  report({ compileMs, ...(fileBytes === undefined ? {} : { fileBytes }) });
  return async () => logits(images);
}

function checkFinite(scores: ArrayLike<number>): void {
  const wrong = Array.from(scores).find((score) => !Number.isFinite(score));
  if (wrong !== undefined) throw new Error(`scores: expected finite numbers, found ${wrong}.`);
}
