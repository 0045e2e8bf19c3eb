import type { DecodeOptions, Prediction } from '../heads/head.js';
import type { Pixels } from '../preprocess/pixels.js';
import type { ImageClassifier } from './image-classifier.js';

/** Labels of several images. */
type ClassifyAll = (images: readonly Pixels[], options?: DecodeOptions) => Promise<Prediction[][]>;

/** `classify` for one image or several, by way of several. */
export function classifyPixels(classifyAll: ClassifyAll): ImageClassifier['classify'] {
  function classify(image: Pixels, options?: DecodeOptions): Promise<Prediction[]>;
  function classify(images: readonly Pixels[], options?: DecodeOptions): Promise<Prediction[][]>;
  async function classify(
    images: Pixels | readonly Pixels[],
    options?: DecodeOptions,
  ): Promise<Prediction[] | Prediction[][]> {
    if (!('data' in images)) return classifyAll(images, options);
    const [predictions] = await classifyAll([images], options);
    return predictions!;
  }
  return classify;
}
