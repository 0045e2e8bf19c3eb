import type { Pixels } from '@convzoo/core/preprocess';
import type { HeatMap } from '../maps/heat-map.js';
import { normalize } from '../maps/normalize.js';
import { upsample } from '../maps/upsample.js';
import { type Colormap, turbo } from './colormaps.js';

/**
 * A raw map as an RGBA layer to lay over its image: normalized, upsampled to a size in pixels and colored,
 * with the opacity of a pixel proportional to its evidence.
 */
export function heatLayer(map: HeatMap, width: number, height: number, colormap: Colormap = turbo): Pixels {
  const data = new Uint8ClampedArray(width * height * 4);
  upsample(normalize(map), height, width).data.forEach((value, i) => {
    data.set([...colormap(value), 255 * value], 4 * i);
  });
  return { width, height, channels: 4, data };
}

/** The colors of such a layer from no evidence to the most, as CSS colors for a legend. */
export function heatColors(colormap: Colormap = turbo, steps = 9): string[] {
  return Array.from({ length: steps }, (_, i) => {
    const value = i / (steps - 1);
    return `rgb(${colormap(value).join(' ')} / ${value.toFixed(2)})`;
  });
}
