import { ConvzooError, type Cut, type ImageClassifier, type Pixels } from '@convzoo/core';
import { describe, didYouMean } from '@convzoo/core/errors';
import { preprocess, resizeAndCrop } from '@convzoo/core/preprocess';
import { type ExplainOptions, type Explanation, explain, type TargetLike } from '@convzoo/gradcam';
import { type Canvas, type OverlayOptions, overlay, toCanvas, toImageData } from '@convzoo/gradcam/overlay';
import * as tf from '@tensorflow/tfjs-core';
import { readPixels } from '#platform';
import type { ImageInput } from './images.js';
import { type Model, onlyRuns } from './model/model.js';

export interface ExplainImageOptions extends Omit<ExplainOptions, 'target'> {
  /** What to explain: a class by name or index, or another target of `@convzoo/gradcam`. Default: the prediction. */
  readonly target?: TargetLike;
  /** The layer to look at, one of the network's taps. Default: its last convolution. */
  readonly layer?: string;
}

/** Why a network gave an image its score. */
export interface ImageExplanation extends Explanation {
  /** The network's input as a picture: the image after resizing and cropping. */
  readonly image: Pixels;
  /** The heat map over the image, in RGB. */
  overlay(options?: OverlayOptions): Pixels;
  /** The overlay in RGBA, for a canvas. Pages and workers only. */
  toImageData(options?: OverlayOptions): ImageData;
  /** Draws the overlay on a canvas, which takes its size. Pages and workers only. */
  toCanvas(canvas: Canvas, options?: OverlayOptions): void;
}

/**
 * Explains which regions of an image support a class: by Grad-CAM, or another method of `@convzoo/gradcam`.
 *
 * @throws ConvzooError `unknown-name` for a method, class or layer that does not exist; `invalid-model` for an ONNX
 * file, whose layers cannot be differentiated, and for a network that the method cannot explain; what reading the
 * image throws
 */
export async function explainImage(
  model: Model | ImageClassifier,
  image: ImageInput,
  { layer, target, ...options }: ExplainImageOptions = {},
): Promise<ImageExplanation> {
  const classifier = 'architecture' in model ? model : classifierOf(model);
  const cut = cutOf(classifier, layer);
  const pixels = await readPixels(image);
  const { preprocessing, architecture } = classifier;
  const x = tf.tensor4d(preprocess(pixels, preprocessing), [1, ...architecture.inputShape]);
  try {
    const [explanation] = await explain(cut, x, { ...options, ...(target === undefined ? {} : { target }) });
    return withPictures(explanation!, resizeAndCrop(pixels, preprocessing));
  } finally {
    x.dispose();
  }
}

function withPictures(explanation: Explanation, image: Pixels): ImageExplanation {
  const drawn = (options?: OverlayOptions): Pixels => overlay(image, explanation.map, options);
  return {
    ...explanation,
    image,
    overlay: drawn,
    toImageData: (options) => toImageData(drawn(options)),
    toCanvas: (canvas, options) => toCanvas(drawn(options), canvas),
  };
}

/** The network of a model. Throws `invalid-model` for one that can only be run. */
export function classifierOf({ name, classifier }: Model): ImageClassifier {
  if (classifier !== undefined) return classifier;
  throw onlyRuns(name);
}

/** A network's cut at one of its taps; by default at its last convolution. Throws `unknown-name`. */
export function cutOf({ lastConv, taps }: ImageClassifier, layer: string | undefined): Cut {
  if (layer === undefined) return lastConv;
  if (Object.hasOwn(taps, layer)) return taps[layer]!;
  const names = Object.keys(taps);
  throw new ConvzooError('unknown-name', {
    subject: 'layer',
    expected: `one of ${names.join(', ')}`,
    found: describe(layer),
    remedy: didYouMean(layer, names),
  });
}
