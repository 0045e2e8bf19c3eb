import type { Recorder } from '../../engine/recorder.js';
import type { Operand, Value } from '../../engine/value.js';
import { BLOCKED_DOMAIN } from '../../runtime/nchwc-layout.js';
import { NCHW_TO_NHWC, NHWC_TO_NCHW, permute } from './permutations.js';
import { permutationOf, producedBy } from './producers.js';

/**
 * Images in blocks of channels, `[batch, channels / block, rows, columns, block]` in memory and
 * `[batch, channels, rows, columns]` by type: the form in which ONNX Runtime's fast convolutions work.
 *
 * Like a transpose, the way out of the form is put off: what follows a convolution works on the blocks, and whoever
 * needs rows and columns records the way out in the order of axes that it needs.
 */

const NCHW = [0, 1, 2, 3];

/** How convolutions are recorded on blocks of channels. */
export interface Blocking {
  /** Channels of a block. */
  readonly block: number;
  /** Whether filters change from run to run: then arranging them takes time, and what follows needs their own output. */
  readonly changing: boolean;
  /** How many images every run has. Undefined if that is not known. */
  readonly images?: number | undefined;
}

/** The image `[batch, channels, rows, columns]`, or with the axes of that permuted, of a blocked one. */
export function fromBlocks(g: Recorder, blocked: Value, perm: readonly number[] = NCHW): Value {
  const [, channels = 0] = blocked.shape;
  if (String(perm) !== String(NCHW) && String(perm) !== String(NCHW_TO_NHWC)) {
    const shape = permute(blocked.shape, perm);
    return g.emit('Transpose', [fromBlocks(g, blocked)], { ...blocked, shape }, { attributes: { perm } });
  }
  const type = { dtype: blocked.dtype, shape: permute(blocked.shape, perm) };
  const attributes = { channels, channels_last: perm[1] === 1 ? 0 : 1 };
  return g.emit('ReorderOutput', [blocked], type, { attributes, domain: BLOCKED_DOMAIN });
}

/** A value that is a blocked image on its pending way out. */
export interface Unblocked {
  readonly blocked: Value;
  /** Axis `i` of the value is axis `perm[i]` of `[batch, channels, rows, columns]`. */
  readonly perm: readonly number[];
}

export function unblockedFrom(x: Operand): Unblocked | undefined {
  const blocked = producedBy(x, 'ReorderOutput');
  if (blocked?.kind !== 'value' || x.kind !== 'value') return undefined;
  return { blocked, perm: x.producer?.attributes.channels_last === 1 ? NCHW_TO_NHWC : NCHW };
}

/** Whether an image `[batch, rows, columns, channels]` is a blocked one on its way out. */
export function isBlocked(x: Operand): boolean {
  return unblockedFrom(x)?.perm === NCHW_TO_NHWC;
}

/** The blocked form of an image `[batch, rows, columns, channels]`; its channels must divide into blocks. */
export function toBlocks(g: Recorder, x: Operand): Value {
  if (isBlocked(x)) return unblockedFrom(x)!.blocked;
  const type = { dtype: x.dtype, shape: permute(x.shape, NHWC_TO_NCHW) };
  const channelsFirst = String(permutationOf(x)) === String(NCHW_TO_NHWC);
  const source = channelsFirst ? producedBy(x, 'Transpose')! : x;
  const attributes = { channels_last: channelsFirst ? 0 : 1 };
  return g.emit('ReorderInput', [source], type, { attributes, domain: BLOCKED_DOMAIN });
}
