import type { Pixels } from '@convzoo/core/preprocess';

/** Stretches each channel so that its samples range from 0 to 255. */
export function autoContrast(pixels: Pixels): Pixels {
  return mapChannels(pixels, (histogram) => {
    const lowest = histogram.findIndex((count) => count > 0);
    const highest = histogram.findLastIndex((count) => count > 0);
    return histogram.map((_, sample) =>
      highest > lowest ? Math.round(((sample - lowest) * 255) / (highest - lowest)) : sample,
    );
  });
}

/** Equalizes the histogram of each channel, as Pillow's `ImageOps.equalize` does. */
export function equalize(pixels: Pixels): Pixels {
  return mapChannels(pixels, (histogram) => {
    const last = histogram.findLast((count) => count > 0) ?? 0;
    const step = Math.floor((pixels.width * pixels.height - last) / 255);
    let sum = Math.floor(step / 2);
    return histogram.map((count, sample) => {
      const equalized = step === 0 ? sample : Math.floor(sum / step);
      sum += count;
      return equalized;
    });
  });
}

/** Maps each color channel through a lookup table computed from its histogram. */
function mapChannels(pixels: Pixels, tableOf: (histogram: number[]) => readonly number[]): Pixels {
  const { data, channels } = pixels;
  const changed = new Uint8ClampedArray(data);
  for (let c = 0; c < Math.min(channels, 3); c++) {
    const histogram = new Array<number>(256).fill(0);
    for (let i = c; i < data.length; i += channels) histogram[data[i]!]!++;
    const table = tableOf(histogram);
    for (let i = c; i < data.length; i += channels) changed[i] = table[data[i]!]!;
  }
  return { ...pixels, data: changed };
}
