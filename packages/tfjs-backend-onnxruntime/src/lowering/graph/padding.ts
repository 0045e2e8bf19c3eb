import type { Recorder } from '../../engine/recorder.js';
import type { Operand, Value } from '../../engine/value.js';
import { numbersOf } from '../../model/model.js';
import { FLOAT_MAX } from './constants.js';
import type { Window } from './nchw.js';
import { deferredNCHWc } from './nchwc.js';
import { permute } from './permutations.js';
import { permutationOf, producedBy } from './producers.js';
import { transpose } from './shaping.js';

export interface PaddedWindow {
  /** The image without its padding. */
  readonly image: Value;
  readonly window: Window;
}

/**
 * Merges a Pad with zeros into the convolution that follows it. Models that pad like PyTorch's have such a
 * separate step.
 *
 * @param image `[batch, channels, rows, columns]`
 */
export function absorbPadding(g: Recorder, image: Value, window: Window): PaddedWindow {
  return absorb(g, image, window, (fill) => fill === 0) ?? { image, window };
}

/**
 * The same for a max pool, which ignores its own padding. A Pad with the lowest float32 has the same effect,
 * and so has one with zeros if the image comes out of a ReLU.
 */
export function absorbPoolPadding(g: Recorder, image: Value, window: Window): PaddedWindow {
  const absorbed = absorb(g, image, window, (fill) => fill === 0);
  const rectified = absorbed !== undefined && isRectified(absorbed.image) && seesTheImage(absorbed.window);
  return rectified ? absorbed : absorbLowestPadding(g, image, window);
}

/**
 * The same for a Pad with the lowest float32 only. The gradient needs this: a padded zero could be the first
 * of several equal maxima.
 */
export function absorbLowestPadding(g: Recorder, image: Value, window: Window): PaddedWindow {
  const absorbed = absorb(g, image, window, (fill) => fill <= -FLOAT_MAX);
  return absorbed !== undefined && seesTheImage(absorbed.window) ? absorbed : { image, window };
}

function absorb(
  g: Recorder,
  image: Value,
  window: Window,
  accepts: (fill: number) => boolean,
): PaddedWindow | undefined {
  const order = permutationOf(image) ?? [0, 1, 2, 3];
  const padded = producedBy(image, 'Transpose') ?? image;
  const [source, counts, fill] =
    padded.kind === 'value' && padded.producer?.op === 'Pad' ? padded.producer.inputs : [];
  if (source?.kind !== 'value' || counts?.kind !== 'constant') return undefined;
  const number = numberOf(fill);
  if (number === undefined || !accepts(number)) return undefined;
  const sides = numbersOf(counts.data);
  const [before, after] = [permute(sides.slice(0, 4), order), permute(sides.slice(4), order)];
  const aroundPixels = [before, after].every(([n, c, h, w]) => n === 0 && c === 0 && h! >= 0 && w! >= 0);
  if (!aroundPixels) return undefined;
  const [top, left, bottom, right] = window.pads;
  return {
    image: transpose(g, source, order),
    window: { ...window, pads: [top + before[2]!, left + before[3]!, bottom + after[2]!, right + after[3]!] },
  };
}

/** Whether no window lies in the padding altogether. */
function seesTheImage({ pads, kernel }: Window): boolean {
  return pads.every((count, side) => count < kernel[side % 2]!);
}

/** The number that a Pad fills with, if it is known; zero by default. */
function numberOf(fill: Operand | undefined): number | undefined {
  if (fill === undefined) return 0;
  return fill.kind === 'constant' && fill.data.length === 1 ? Number(fill.data[0]) : undefined;
}

function isRectified(image: Value): boolean {
  const { producer } = deferredNCHWc(image)?.nchwc ?? image;
  return producer?.op === 'Relu' || producer?.attributes.activation === 'Relu';
}
