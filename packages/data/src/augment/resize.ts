import { resizePixels } from '@convzoo/core/preprocess';
import type { Augmentation } from './augmentation.js';
import { moveBoxes } from './boxes.js';

/** Resizes to an exact size, so that what follows works on the network's own pixels. Not random. */
export function resizeTo(size: readonly [height: number, width: number]): Augmentation {
  return (image) => {
    const { pixels } = image;
    const [sy, sx] = [size[0] / pixels.height, size[1] / pixels.width];
    if (sy === 1 && sx === 1) return image;
    return moveBoxes(image, resizePixels(pixels, size, { interpolation: 'bilinear' }), (box) => ({
      ...box,
      x: box.x * sx,
      y: box.y * sy,
      width: box.width * sx,
      height: box.height * sy,
    }));
  };
}
