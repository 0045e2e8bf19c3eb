import { type HeatMap, maximum } from '../maps/heat-map.js';

/** Pixels from `left` to `right` and from `top` to `bottom`, where `right` and `bottom` are exclusive. */
export interface BoundingBox {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The pointing game: whether the maximum of a map, upsampled to the image's size, lies in one of the
 * target's boxes or within `tolerance` pixels of it. The first of several maxima counts; a map without
 * positive evidence misses. Zhang et al., https://arxiv.org/abs/1608.00507, whose tolerance is the default.
 */
export function pointingGame(map: HeatMap, boxes: readonly BoundingBox[], tolerance = 15): boolean {
  const top = maximum(map);
  if (top <= 0) return false;
  const place = map.data.indexOf(top);
  const [x, y] = [place % map.width, Math.floor(place / map.width)];
  return boxes.some(
    (box) =>
      x >= box.left - tolerance &&
      x < box.right + tolerance &&
      y >= box.top - tolerance &&
      y < box.bottom + tolerance,
  );
}

/**
 * The energy-based pointing game: the fraction of a map's positive evidence that lies in the target's
 * boxes, or 0 for a map without positive evidence. Wang et al., https://arxiv.org/abs/1910.01279
 */
export function energyPointingGame({ data, width }: HeatMap, boxes: readonly BoundingBox[]): number {
  let [inside, all] = [0, 0];
  data.forEach((value, place) => {
    const [x, y] = [place % width, Math.floor(place / width)];
    const energy = Math.max(value, 0);
    all += energy;
    if (boxes.some(({ left, right, top, bottom }) => x >= left && x < right && y >= top && y < bottom)) {
      inside += energy;
    }
  });
  return all > 0 ? inside / all : 0;
}
