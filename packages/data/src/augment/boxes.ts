import type { Pixels } from '@convzoo/core/preprocess';
import type { BoundingBox } from '../images/bounding-box.js';
import type { AugmentedImage } from './augmentation.js';

/** Fraction of a box's area that must remain visible; otherwise the object is removed. */
const visibleShare = 0.25;

/**
 * Moves the boxes of an image along with its pixels, and clips them at the border. In multi-label data, a label is
 * removed with the last of its boxes; labels without boxes are kept, and so are single labels.
 */
export function moveBoxes<T extends AugmentedImage>(
  image: T,
  pixels: Pixels,
  move: (box: BoundingBox) => BoundingBox,
): T {
  const { label, boxes } = image;
  if (boxes === undefined) return { ...image, pixels };
  const kept = boxes.flatMap((box) => clip(move(box), pixels));
  const gone = new Set(boxes.map((box) => box.label));
  for (const box of kept) gone.delete(box.label);
  return {
    ...image,
    pixels,
    boxes: kept,
    label: typeof label === 'object' ? label.filter((one) => !gone.has(String(one))) : label,
  };
}

function clip(box: BoundingBox, { width, height }: Pixels): BoundingBox[] {
  const [left, top] = [Math.max(0, box.x), Math.max(0, box.y)];
  const right = Math.min(width, box.x + box.width);
  const bottom = Math.min(height, box.y + box.height);
  const visible = Math.max(0, right - left) * Math.max(0, bottom - top);
  if (visible < visibleShare * box.width * box.height || visible === 0) return [];
  return [{ ...box, x: left, y: top, width: right - left, height: bottom - top }];
}
