import type { Pixels } from '@convzoo/core/preprocess';
import type { HeatMap } from '../maps/heat-map.js';
import { normalize } from '../maps/normalize.js';
import { upsample } from '../maps/upsample.js';
import { type Colormap, turbo } from './colormaps.js';
import { type Picture, toPicture } from './picture.js';

export interface OverlayOptions {
  /** Default turbo. */
  colormap?: Colormap;
  /** Maximum opacity of the colors, in [0, 1]. Default 0.6. */
  opacity?: number;
  /**
   * 'map' (default) makes the opacity proportional to the evidence, so that the image shows through where
   * there is little; 'even' covers the whole image with the same opacity.
   */
  alpha?: 'map' | 'even';
}

/** A raw map laid over its image in RGB: normalized, upsampled to the image's size and colored. */
export function overlay(
  image: Pixels,
  map: HeatMap,
  { colormap = turbo, opacity = 0.6, alpha = 'map' }: OverlayOptions = {},
): Picture {
  const picture = toPicture(image);
  const { width, height } = picture;
  upsample(normalize(map), height, width).data.forEach((value, i) => {
    const strength = opacity * (alpha === 'map' ? value : 1);
    colormap(value).forEach((color, c) => {
      const under = picture.data[3 * i + c]!;
      picture.data[3 * i + c] = under + (color - under) * strength;
    });
  });
  return picture;
}

/** A raw map alone, normalized, upsampled to a size in pixels and colored. */
export function colorMap(map: HeatMap, width: number, height: number, colormap: Colormap = turbo): Picture {
  const data = new Uint8ClampedArray(width * height * 3);
  upsample(normalize(map), height, width).data.forEach((value, i) => {
    data.set(colormap(value), 3 * i);
  });
  return { width, height, channels: 3, data };
}
