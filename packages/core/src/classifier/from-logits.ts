import * as tf from '@tensorflow/tfjs-core';
import type { InputShape } from '../architecture/architecture.js';
import { ConvzooError } from '../errors/index.js';
import type { DecodeOptions, Prediction } from '../heads/head.js';
import type { Pixels } from '../preprocess/pixels.js';
import { preprocessBatch } from '../preprocess/preprocess.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { Classifier } from './classifier.js';
import type { ModelDescription } from './description.js';

/** What a classifier cannot do without. `logits` may rely on a whole number of images, at least one. */
export type LogitsSource = Pick<Classifier, 'head' | 'inputShape' | 'description' | 'logits' | 'dispose'>;

/** Completes a network that computes logits: probabilities and labels follow from its head. */
export function classifierFromLogits(source: LogitsSource): Classifier {
  const { head, inputShape, description, dispose } = source;

  const logits = async (images: Float32Array): Promise<Float32Array> => {
    checkImages(images, inputShape, description);
    const scores = await source.logits(images);
    refuseNonFinite(scores, source);
    return scores;
  };

  const predict = async (images: Float32Array): Promise<Float32Array> => {
    const raw = await logits(images);
    const scores = tf.tidy(() => head.activate(tf.tensor2d(raw, [raw.length / head.units, head.units])));
    const values = await scores.data<'float32'>();
    scores.dispose();
    return values;
  };

  function classify(image: Pixels, options?: DecodeOptions): Promise<Prediction[]>;
  function classify(images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]>;
  async function classify(
    images: Pixels | readonly Pixels[],
    options?: DecodeOptions,
  ): Promise<Prediction[] | Prediction[][]> {
    if ('data' in images) return (await classify([images], options))[0]!;
    if (images.length === 0) return [];
    const scores = await predict(preprocessBatch(images, preprocessingOf(description, inputShape)));
    return images.map((_, i) => head.decode(scores.subarray(i * head.units, (i + 1) * head.units), options));
  }

  return {
    head,
    inputShape,
    description,
    get preprocessing() {
      return preprocessingOf(description, inputShape);
    },
    logits,
    predict,
    classify,
    dispose,
  };
}

function preprocessingOf(
  { architecture, preprocessing }: ModelDescription,
  [, , channels]: InputShape,
): Preprocessing {
  if (preprocessing !== undefined) return preprocessing;
  throw new ConvzooError('invalid-model', {
    subject: `preprocessing of ${architecture.name}`,
    expected: 'an input of 1 (gray) or 3 (color) channels, as images have them',
    found: `${channels} channels`,
    remedy: 'Pass arrays to `logits` or `predict` instead of images.',
  });
}

/** Weights can be finite and scores not: activations overflow, or a batch norm divides by nothing. */
function refuseNonFinite(scores: Float32Array, { head, description }: LogitsSource): void {
  const at = scores.findIndex((score) => !Number.isFinite(score));
  if (at < 0) return;
  const image = Math.floor(at / head.units);
  throw new ConvzooError('invalid-model', {
    subject: `scores of ${description.architecture.name}`,
    expected: 'finite numbers',
    found: `${scores[at]} for "${head.classes[at % head.units]}" of image ${image}`,
    remedy:
      'Its weights are not those of a trained network, or its input is not preprocessed as they expect.',
  });
}

function checkImages(
  { length }: Float32Array,
  inputShape: InputShape,
  { architecture }: ModelDescription,
): void {
  const size = inputShape.reduce((product, side) => product * side, 1);
  if (length > 0 && length % size === 0) return;
  throw new ConvzooError('invalid-shape', {
    subject: `input of ${architecture.name}`,
    expected: `a multiple of ${size} numbers: images of [${inputShape.join(', ')}]`,
    found: `${length} numbers`,
  });
}
