import { type Preprocessing, preprocess, preprocessBatch, preprocessedShape } from '@convzoo/core/preprocess';
import { type ImageSource, preprocessImages } from '@convzoo/data';
import { readPixels } from '#platform';
import { hasPixels, type ImageInput, isDrawable } from '../images.js';

/**
 * Images of any kind to a network's input, one after the other. Files are decoded several at once, within a budget of
 * pixels for all of them together.
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
