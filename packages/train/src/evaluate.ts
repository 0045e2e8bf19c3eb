import { ConvzooError, type Head, type ImageClassifier } from '@convzoo/core';
import { type Batch, batches, type Dataset, type Sample } from '@convzoo/data';
import * as tf from '@tensorflow/tfjs-core';
import { type EvaluationResult, evaluationSums } from './evaluation-sums.js';
import { type Example, type ScoredSample, worstMistakes } from './examples.js';

export interface EvaluateOptions {
  /** Default 32. */
  readonly batchSize?: number | undefined;
  /** How many of the worst mistakes to keep. Default 0. */
  readonly mistakes?: number | undefined;
  /** Called with each sample and what the classifier made of it. */
  readonly onScored?: ((scored: ScoredSample) => void) | undefined;
  /** Called with each image that can't be read, which is left out. Without it, such an image is an error. */
  readonly onUnreadable?: ((error: ConvzooError, sample: Sample) => void) | undefined;
  /** Called after each batch with the number of samples so far. */
  readonly onProgress?: ((samples: number) => void) | undefined;
  /** Ends the evaluation with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface Evaluation extends EvaluationResult {
  /** Highest loss first. */
  readonly mistakes: readonly Example[];
}

/** What can be measured: an `ImageClassifier`, or anything else that computes logits. */
export interface Evaluated extends Pick<ImageClassifier, 'head' | 'preprocessing'> {
  /** Preprocessed images to logits [batch, units]. */
  logits(x: tf.Tensor4D): tf.Tensor2D | Promise<tf.Tensor2D>;
}

/**
 * Measures a classifier on a dataset: loss and the metrics that fit its head, exact and in memory that does not
 * grow with the images.
 *
 * @throws ConvzooError `invalid-data` if no image can be read; `classes-mismatch` if the data has classes that the
 * model lacks; `invalid-model` if a score is not finite
 */
export async function evaluate(
  classifier: Evaluated,
  dataset: Dataset,
  options: EvaluateOptions = {},
): Promise<Evaluation> {
  const { batchSize = 32, mistakes: wanted = 0, onScored, onUnreadable, onProgress, signal } = options;
  const { head, preprocessing } = classifier;
  checkClasses(head, dataset);
  const sums = evaluationSums(head);
  const worst = worstMistakes(head, wanted);
  const source = batches(dataset, {
    batchSize,
    preprocessing,
    encode: head.encode,
    onError: onUnreadable,
    signal,
  });
  for await (const batch of source) {
    const scores = await sums.add(batch.targets, await logitsOf(classifier, batch));
    for (const [i, sample] of batch.samples.entries()) {
      const row = (values: Float32Array): Float32Array =>
        values.subarray(i * head.units, (i + 1) * head.units);
      const [target, own] = [row(batch.targets), row(scores)];
      worst.add({ sample, target, scores: own });
      onScored?.({ sample, target, scores: own });
    }
    onProgress?.(sums.samples);
  }
  if (sums.samples === 0) {
    throw new ConvzooError('invalid-data', {
      subject: 'evaluate',
      expected: 'at least one image that can be read',
      found: `none of ${dataset.samples.length}`,
    });
  }
  return { ...sums.result(), mistakes: worst.result() };
}

async function logitsOf(
  { logits: compute }: Evaluated,
  { inputs, inputShape, samples }: Batch,
): Promise<Float32Array> {
  const x = tf.tensor4d(inputs, [samples.length, ...inputShape]);
  let logits: tf.Tensor2D;
  try {
    logits = await compute(x);
  } finally {
    x.dispose();
  }
  const values = await logits.data<'float32'>();
  logits.dispose();
  return values;
}

/** @throws ConvzooError `classes-mismatch`, naming them, for classes of the data that the head does not know */
function checkClasses(head: Head, { classes, samples }: Dataset): void {
  const known = new Set(head.classes);
  const labels = samples.flatMap<string | number | boolean>(({ label }) => label);
  const used = new Set(labels.filter((label) => typeof label === 'string'));
  const unknown = [...used].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  const given = new Set(classes);
  const absent = head.classes.filter((name) => !given.has(name));
  throw new ConvzooError('classes-mismatch', {
    subject: 'classes of the data',
    expected: absent.length === 0 ? 'classes of the model' : `classes of the model, such as ${some(absent)}`,
    found: some(unknown),
    remedy: "Give the model's class names in the order of its outputs, or rename the classes of the data.",
  });
}

/** The first few names of a list. */
function some(names: readonly string[]): string {
  const most = 8;
  return names.slice(0, most).join(', ') + (names.length > most ? ` and ${names.length - most} more` : '');
}
