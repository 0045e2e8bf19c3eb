import type { Pixels } from '@convzoo/core/preprocess';
import type { Color } from './colormaps.js';

/** An RGB image. */
export interface Picture extends Pixels {
  readonly data: Uint8ClampedArray;
  readonly channels: 3;
}

export function blank(width: number, height: number, [red, green, blue]: Color): Picture {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let i = 0; i < data.length; i += 3) {
    data[i] = red;
    data[i + 1] = green;
    data[i + 2] = blue;
  }
  return { width, height, channels: 3, data };
}

/** A copy in RGB; transparent pixels are blended with white. */
export function toPicture({ data, width, height, channels }: Pixels): Picture {
  const picture = blank(width, height, [255, 255, 255]);
  for (let i = 0; i < width * height; i++) {
    const alpha = channels === 4 ? data[4 * i + 3]! / 255 : 1;
    for (let c = 0; c < 3; c++) {
      const value = data[channels * i + (channels === 1 ? 0 : c)]!;
      picture.data[3 * i + c] = 255 + (value - 255) * alpha;
    }
  }
  return picture;
}

/** A copy with some pixels recolored: `paint` returns a pixel's color, or undefined to keep it. */
export function painted(
  { width, height, channels, data }: Picture,
  paint: (x: number, y: number) => Color | undefined,
): Picture {
  const copy = data.slice();
  for (let i = 0; i < width * height; i++) {
    const color = paint(i % width, Math.floor(i / width));
    if (color !== undefined) copy.set(color, 3 * i);
  }
  return { width, height, channels, data: copy };
}
