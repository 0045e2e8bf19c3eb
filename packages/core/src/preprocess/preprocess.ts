import { ConvzooError } from '../errors/index.js';
import { flattenAlpha, toGray } from './color.js';
import { cropStart, resizedSize } from './crop.js';
import { normalize } from './normalize.js';
import { checkPixels, type Pixels } from './pixels.js';
import { checkPreprocessing, type Preprocessing, preprocessedShape } from './preprocessing.js';
import { resizePixels } from './resize.js';

/**
 * Turns an image into a network's input: blends alpha over white, resizes with an antialiased filter, takes
 * the center crop (padded with black where it is larger than the image), and normalizes to
 * `(sample / scale - mean) / std`. Equal to Pillow and torchvision in every bit.
 *
 * @param output An array to write the result to, so that many images need not allocate one each. Default:
 *   a new one.
 * @returns [height, width, channels], row-major.
 * @throws ConvzooError `invalid-image`, `invalid-argument`
 */
export function preprocess(image: Pixels, preprocessing: Preprocessing, output?: Float32Array): Float32Array {
  checkPreprocessing(preprocessing);
  const length = lengthOf(preprocessing);
  if (output !== undefined && output.length !== length) {
    throw new ConvzooError('invalid-argument', {
      subject: 'preprocess: output',
      expected: `${length} numbers, one for each sample of the input`,
      found: `${output.length}`,
    });
  }
  const input = output ?? new Float32Array(length);
  normalize(resizeAndCrop(image, preprocessing), preprocessing, input);
  return input;
}

/**
 * `preprocess` for several images, of any sizes.
 *
 * @returns [images, height, width, channels], row-major.
 */
export function preprocessBatch(images: readonly Pixels[], preprocessing: Preprocessing): Float32Array {
  checkPreprocessing(preprocessing);
  const length = lengthOf(preprocessing);
  const batch = new Float32Array(images.length * length);
  for (const [i, image] of images.entries()) {
    preprocess(image, preprocessing, batch.subarray(i * length, (i + 1) * length));
  }
  return batch;
}

function lengthOf(preprocessing: Preprocessing): number {
  return preprocessedShape(preprocessing).reduce((product, size) => product * size, 1);
}

/** The resized center crop before it is normalized: what the network sees, as an image. Gray or RGB. */
export function resizeAndCrop(image: Pixels, preprocessing: Preprocessing): Pixels {
  checkPixels(image);
  checkPreprocessing(preprocessing);
  const { resize, crop, interpolation, channelOrder } = preprocessing;
  const source = channelOrder === 'gray' ? toGray(image) : flattenAlpha(image);
  const size = resizedSize(source, resize);
  const [top, left] = [cropStart(size[0], crop[0]), cropStart(size[1], crop[1])];
  const region = {
    rows: { start: Math.max(0, top), end: Math.min(size[0], top + crop[0]) },
    columns: { start: Math.max(0, left), end: Math.min(size[1], left + crop[1]) },
  };
  const visible = resizePixels(source, size, { interpolation, region });
  return pad(visible, crop, [Math.max(0, -top), Math.max(0, -left)]);
}

/** Places an image on black. */
function pad(
  image: Pixels,
  [height, width]: readonly [height: number, width: number],
  [top, left]: readonly [top: number, left: number],
): Pixels {
  if (image.height === height && image.width === width) return image;
  const { data, channels } = image;
  const padded = new Uint8Array(height * width * channels);
  const rowLength = image.width * channels;
  for (let y = 0; y < image.height; y++) {
    const row = data.subarray(y * rowLength, (y + 1) * rowLength);
    padded.set(row, ((top + y) * width + left) * channels);
  }
  return { data: padded, width, height, channels };
}
