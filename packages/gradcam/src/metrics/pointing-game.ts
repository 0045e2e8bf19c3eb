import { type HeatMap, maximum } from '../maps/heat-map.js';

/** Pixels from `left` up to `right` and from `top` up to `bottom`, far edges not included. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/**
 * The pointing game: whether the highest place of a map, at the image's size, lies in a box of the target
 * or within `tolerance` pixels of one. The first of several highest places counts; a map without positive
 * evidence misses. Zhang et al., https://arxiv.org/abs/1608.00507, whose tolerance is the default.
 */
export function pointingGame(map: HeatMap, boxes: readonly Box[], tolerance = 15): boolean {
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
 * boxes, 0 for a map without any. Wang et al., https://arxiv.org/abs/1910.01279
 */
export function energyPointingGame({ data, width }: HeatMap, boxes: readonly Box[]): number {
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
