import type { Pixels } from '@convzoo/core/preprocess';
import type { BoundingBox } from '../images/bounding-box.js';
import { type Augmentation, between, type Random } from './augmentation.js';
import { moveBoxes } from './boxes.js';

/** A linear map of the plane about the image's center, then a shift in pixels. */
export interface Affine {
  /** Row-major 2 x 2. */
  readonly matrix: readonly [number, number, number, number];
  readonly shift?: readonly [x: number, y: number];
}

export function rotation(degrees: number): Affine {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { matrix: [cos, -sin, sin, cos] };
}

/** Rotates about the center by up to this many degrees in either direction. Corners become black. */
export function randomRotation(degrees: number): Augmentation {
  return randomAffine((random) => rotation(between(random, -degrees, degrees)));
}

/** Applies a random affine map with bilinear sampling; pixels from outside the image are black. */
export function randomAffine(draw: (random: Random) => Affine): Augmentation {
  return (image, random) => {
    const affine = draw(random);
    return moveBoxes(image, warp(image.pixels, affine), (box) => moveBox(box, affine, image.pixels));
  };
}

function warp({ data, width, height, channels }: Pixels, { matrix, shift = [0, 0] }: Affine): Pixels {
  const [a, b, c, d] = matrix;
  const determinant = a * d - b * c;
  const warped = new Uint8Array(data.length);
  const [cx, cy] = [(width - 1) / 2, (height - 1) / 2];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [dx, dy] = [x - cx - shift[0], y - cy - shift[1]];
      const sx = cx + (d * dx - b * dy) / determinant;
      const sy = cy + (a * dy - c * dx) / determinant;
      const [left, top] = [Math.floor(sx), Math.floor(sy)];
      const [fx, fy] = [sx - left, sy - top];
      for (let channel = 0; channel < channels; channel++) {
        const at = (px: number, py: number): number =>
          px < 0 || py < 0 || px >= width || py >= height ? 0 : data[(py * width + px) * channels + channel]!;
        const upper = at(left, top) * (1 - fx) + at(left + 1, top) * fx;
        const lower = at(left, top + 1) * (1 - fx) + at(left + 1, top + 1) * fx;
        warped[(y * width + x) * channels + channel] = Math.round(upper * (1 - fy) + lower * fy);
      }
    }
  }
  return { data: warped, width, height, channels };
}

/** The upright box around the moved corners. */
function moveBox(
  box: BoundingBox,
  { matrix, shift = [0, 0] }: Affine,
  { width, height }: Pixels,
): BoundingBox {
  const [a, b, c, d] = matrix;
  const [cx, cy] = [width / 2, height / 2];
  const corners = [
    [box.x, box.y],
    [box.x + box.width, box.y],
    [box.x, box.y + box.height],
    [box.x + box.width, box.y + box.height],
  ].map(([x, y]) => {
    const [dx, dy] = [x! - cx, y! - cy];
    return [cx + a * dx + b * dy + shift[0], cy + c * dx + d * dy + shift[1]] as const;
  });
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  const [x, y] = [Math.min(...xs), Math.min(...ys)];
  return { ...box, x, y, width: Math.max(...xs) - x, height: Math.max(...ys) - y };
}
