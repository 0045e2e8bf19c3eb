import type { Recorder } from '../../engine/recorder.js';
import type { Operand, Value } from '../../engine/value.js';
import { NCHWC_DOMAIN } from '../../runtime/nchwc-layout.js';
import { NCHW_TO_NHWC, NHWC_TO_NCHW, permute } from './permutations.js';
import { permutationOf, producedBy } from './producers.js';

/**
 * NCHWc: images in blocks of channels, `[batch, channels / block, rows, columns, block]` in memory and
 * `[batch, channels, rows, columns]` by type. It is the layout of ONNX Runtime's fast convolutions.
 *
 * Like a transpose, the conversion to another layout is deferred: what follows a convolution works on NCHWc,
 * and an operator that needs another layout records the conversion to exactly that one.
 */

const NCHW = [0, 1, 2, 3];

/** How convolutions are recorded in NCHWc. */
export interface NCHWcOptions {
  /** Channels of a block. */
  readonly block: number;
  /**
   * Whether filters change between runs. Then rearranging them takes time in each run, and gradients need the
   * output of the convolution itself.
   */
  readonly trainable: boolean;
  /** How many images every run has; undefined if that is not known. */
  readonly batch?: number | undefined;
}

/** An NCHWc image as NCHW, or with the axes of that permuted: a deferred conversion. */
export function fromNCHWc(g: Recorder, blocked: Value, perm: readonly number[] = NCHW): Value {
  const [, channels = 0] = blocked.shape;
  if (String(perm) !== String(NCHW) && String(perm) !== String(NCHW_TO_NHWC)) {
    const shape = permute(blocked.shape, perm);
    return g.emit('Transpose', [fromNCHWc(g, blocked)], { ...blocked, shape }, { attributes: { perm } });
  }
  const type = { dtype: blocked.dtype, shape: permute(blocked.shape, perm) };
  const attributes = { channels, channels_last: perm[1] === 1 ? 0 : 1 };
  return g.emit('ReorderOutput', [blocked], type, { attributes, domain: NCHWC_DOMAIN });
}

/** A value that is a deferred conversion from NCHWc. */
export interface DeferredConversion {
  readonly nchwc: Value;
  /** Axis `i` of the value is axis `perm[i]` of `[batch, channels, rows, columns]`. */
  readonly perm: readonly number[];
}

export function deferredNCHWc(x: Operand): DeferredConversion | undefined {
  const nchwc = producedBy(x, 'ReorderOutput');
  if (nchwc?.kind !== 'value' || x.kind !== 'value') return undefined;
  return { nchwc, perm: x.producer?.attributes.channels_last === 1 ? NCHW_TO_NHWC : NCHW };
}

/** Whether an NHWC image is a deferred conversion from NCHWc. */
export function isNCHWc(x: Operand): boolean {
  return deferredNCHWc(x)?.perm === NCHW_TO_NHWC;
}

/** An NHWC image as NCHWc; its channels must divide into blocks. */
export function toNCHWc(g: Recorder, x: Operand): Value {
  if (isNCHWc(x)) return deferredNCHWc(x)!.nchwc;
  const type = { dtype: x.dtype, shape: permute(x.shape, NHWC_TO_NCHW) };
  const channelsFirst = String(permutationOf(x)) === String(NCHW_TO_NHWC);
  const source = channelsFirst ? producedBy(x, 'Transpose')! : x;
  const attributes = { channels_last: channelsFirst ? 0 : 1 };
  return g.emit('ReorderInput', [source], type, { attributes, domain: NCHWC_DOMAIN });
}
