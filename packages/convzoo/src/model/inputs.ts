import { type Preprocessing, preprocess, preprocessBatch, preprocessedShape } from '@convzoo/core/preprocess';
import { type ImageSource, preprocessImages } from '@convzoo/data';
import { readPixels } from '#platform';
import { hasPixels, type ImageInput, isDrawable } from '../images.js';

/**
 * Converts images of any kind to a network's input, one after the other. Several files are decoded at once, within a
 * shared pixel budget.
 *
 * @throws ConvzooError as `decodeImage` and `preprocess` do
 */
export async function inputsOf(
  images: readonly ImageInput[],
  preprocessing: Preprocessing,
): Promise<Float32Array> {
  if (images.length === 1) return preprocessBatch([await readPixels(images[0]!)], preprocessing);
  const size = preprocessedShape(preprocessing).reduce((product, side) => product * side, 1);
  const inputs = new Float32Array(images.length * size);
  const files = preprocessImages(images.filter(isSource), preprocessing);
  try {
    for (const [i, image] of images.entries()) {
      const place = inputs.subarray(i * size, (i + 1) * size);
      if (isSource(image)) place.set((await files.next()).value.input);
      else preprocess(await readPixels(image), preprocessing, place);
    }
  } finally {
    await files.return(undefined);
  }
  return inputs;
}

const isSource = (image: ImageInput): image is ImageSource => !hasPixels(image) && !isDrawable(image);
