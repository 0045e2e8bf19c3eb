import type { Preprocessing } from './preprocessing.js';

/**
 * Height and width after resizing: an exact size as it is, or the shorter side to a length and the longer
 * side in proportion, rounded down as torchvision does.
 */
export function resizedSize(
  { height, width }: { readonly height: number; readonly width: number },
  resize: Preprocessing['resize'],
): readonly [height: number, width: number] {
  if (typeof resize !== 'number') return resize;
  return width <= height
    ? [Math.trunc((resize * height) / width), resize]
    : [resize, Math.trunc((resize * width) / height)];
}

/**
 * Where a center crop begins along an axis. Negative where the crop is larger than the image, which is
 * then padded. Rounded as torchvision rounds: halves to even, and the odd row of padding at the end.
 */
export function cropStart(size: number, crop: number): number {
  if (crop > size) return -Math.floor((crop - size) / 2);
  const down = Math.floor((size - crop) / 2);
  return down % 2 === 0 ? down : Math.ceil((size - crop) / 2);
}

/** A rectangle, as fractions of an image's width and height. */
export interface CropBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of an image that becomes a network's input. It reaches beyond an image that is padded. */
export function cropBox(
  image: { readonly height: number; readonly width: number },
  { resize, crop }: Pick<Preprocessing, 'resize' | 'crop'>,
): CropBox {
  const [height, width] = resizedSize(image, resize);
  return {
    left: cropStart(width, crop[1]) / width,
    top: cropStart(height, crop[0]) / height,
    width: crop[1] / width,
    height: crop[0] / height,
  };
}
