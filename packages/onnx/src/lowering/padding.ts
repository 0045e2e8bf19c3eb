import { type Constant, type Operand, sizeOf, type Value } from '../engine/value.js';
import type { Window } from './images.js';

export interface PaddedWindow {
  /** The image without its padding. */
  readonly image: Value;
  readonly window: Window;
}

/**
 * A convolution of an image that has been padded with zeros, as one that pads by itself: models that pad like
 * PyTorch's do it in a step of its own.
 *
 * @param image `[batch, channels, rows, columns]`
 */
export function absorbPadding(image: Value, window: Window): PaddedWindow {
  const [source, counts, fill] = image.producer?.op === 'Pad' ? image.producer.inputs : [];
  if (source?.kind !== 'value' || counts?.kind !== 'constant' || !isZero(fill)) return { image, window };
  const [, , top = 0, left = 0, , , bottom = 0, right = 0] = Array.from(counts.data, Number);
  const outside = sizeOf(image.shape.slice(0, 2)) !== sizeOf(source.shape.slice(0, 2));
  if (outside || Math.min(top, left, bottom, right) < 0) return { image, window };
  const added = [top, left, bottom, right];
  const [a, b, c, d] = window.pads.map((count, side) => count + added[side]!);
  return { image: source, window: { ...window, pads: [a!, b!, c!, d!] } };
}

/** The same for a max pool, which has no zeros in its own padding: they change nothing for a rectified image. */
export function absorbPoolPadding(image: Value, window: Window): PaddedWindow {
  const absorbed = absorbPadding(image, window);
  const rectified = absorbed.image.producer?.op === 'Relu';
  const everyWindowSeesTheImage = absorbed.window.pads.every(
    (count, side) => count < window.kernel[side % 2]!,
  );
  return rectified && everyWindowSeesTheImage ? absorbed : { image, window };
}

function isZero(fill: Operand | undefined): boolean {
  return fill === undefined || (fill.kind === 'constant' && isScalarZero(fill));
}

function isScalarZero({ data }: Constant): boolean {
  return data.length === 1 && Number(data[0]) === 0;
}
