import type { HeatMap } from '../maps/heat-map.js';
import { normalize } from '../maps/normalize.js';
import { upsample } from '../maps/upsample.js';
import type { Color } from './colormaps.js';
import { type Picture, painted } from './picture.js';

export interface ContourOptions {
  /** Fractions of the map's maximum. Default 0.5. */
  levels?: readonly number[];
  /** Default white. */
  color?: Color;
}

/** Outlines, one pixel wide, of the regions where a raw map, once normalized, reaches the given levels. */
export function contours(
  picture: Picture,
  map: HeatMap,
  { levels = [0.5], color = [255, 255, 255] }: ContourOptions = {},
): Picture {
  const { width, height } = picture;
  const { data } = upsample(normalize(map), height, width);
  const at = (x: number, y: number): number => data[y * width + x] ?? 0;
  const inside = (x: number, y: number, level: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && at(x, y) >= level;
  const onLine = (x: number, y: number, level: number): boolean =>
    inside(x, y, level) &&
    !(
      inside(x - 1, y, level) &&
      inside(x + 1, y, level) &&
      inside(x, y - 1, level) &&
      inside(x, y + 1, level)
    );
  return painted(picture, (x, y) => (levels.some((level) => onLine(x, y, level)) ? color : undefined));
}
