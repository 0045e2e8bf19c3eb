import { ConvzooError } from '../errors/index.js';

/**
 * A decoded image: 8-bit samples, interleaved, row-major, sRGB. One channel is gray, three are RGB,
 * four are RGB and alpha. A browser's `ImageData` with `channels: 4` added is one.
 */
export interface Pixels {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
}

/** Throws `invalid-image` where the samples don't fill the declared width, height and channels. */
export function checkPixels({ data, width, height, channels }: Pixels): void {
  const filled = width >= 1 && height >= 1 && data.length === width * height * channels;
  if (filled && [1, 3, 4].includes(channels)) return;
  throw new ConvzooError('invalid-image', {
    subject: 'pixels',
    expected: 'width x height x channels samples, at least 1 x 1, with 1, 3 or 4 channels',
    found: `${width} x ${height} x ${channels} and ${data.length} samples`,
  });
}
