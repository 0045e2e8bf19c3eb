import type { FeatureInfo, Preprocessing } from '@convzoo/core';

type ReceptiveField = NonNullable<FeatureInfo['field']>;

/** A rectangle; right and bottom are outside of it. */
export interface Region {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** The part of a photo that a network sees, in shares of the photo's width and height. */
export function seenPart(
  { resize, crop }: Pick<Preprocessing, 'resize' | 'crop'>,
  { width, height }: { readonly width: number; readonly height: number },
): Region {
  const shorter = Math.min(width, height);
  const [rows, columns] =
    typeof resize === 'number' ? [(height * resize) / shorter, (width * resize) / shorter] : resize;
  const [vertical, horizontal] = [crop[0] / rows, crop[1] / columns];
  return {
    left: (1 - horizontal) / 2,
    right: (1 + horizontal) / 2,
    top: (1 - vertical) / 2,
    bottom: (1 + vertical) / 2,
  };
}

/** The input pixels that a cell of a map sees, padding included, and those of them that are in the image. */
export function seenBy(
  [row, column]: readonly [row: number, column: number],
  { start, size, stride }: ReceptiveField,
  [height, width]: readonly [height: number, width: number, channels: number],
): { readonly window: Region; readonly inside: Region } {
  const top = start[0] + row * stride[0];
  const left = start[1] + column * stride[1];
  const window = { top, left, bottom: top + size[0], right: left + size[1] };
  return {
    window,
    inside: {
      top: Math.max(0, window.top),
      left: Math.max(0, window.left),
      bottom: Math.min(height, window.bottom),
      right: Math.min(width, window.right),
    },
  };
}
