import type { Recorder } from '../engine/recorder.js';
import type { Constant, Operand, Value } from '../engine/value.js';
import { numbersOf } from '../model/model.js';
import type { Window } from './images.js';
import { permutationOf, permute, producedBy, transpose } from './shaping.js';

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
export function absorbPadding(g: Recorder, image: Value, window: Window): PaddedWindow {
  const order = permutationOf(image) ?? [0, 1, 2, 3];
  const padded = producedBy(image, 'Transpose') ?? image;
  const [source, counts, fill] =
    padded.kind === 'value' && padded.producer?.op === 'Pad' ? padded.producer.inputs : [];
  if (source?.kind !== 'value' || counts?.kind !== 'constant' || !isZero(fill)) return { image, window };
  const sides = numbersOf(counts.data);
  const [before, after] = [permute(sides.slice(0, 4), order), permute(sides.slice(4), order)];
  const aroundPixels = [before, after].every(([n, c, h, w]) => n === 0 && c === 0 && h! >= 0 && w! >= 0);
  if (!aroundPixels) return { image, window };
  const [top, left, bottom, right] = window.pads;
  return {
    image: transpose(g, source, order),
    window: { ...window, pads: [top + before[2]!, left + before[3]!, bottom + after[2]!, right + after[3]!] },
  };
}

/** The same for a max pool, which has no zeros in its own padding: they change nothing for a rectified image. */
export function absorbPoolPadding(g: Recorder, image: Value, window: Window): PaddedWindow {
  const absorbed = absorbPadding(g, image, window);
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
