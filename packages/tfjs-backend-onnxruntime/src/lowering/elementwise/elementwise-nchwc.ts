import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sameShape, sizeOf, type Value } from '../../engine/value.js';
import type { Attribute } from '../../model/model.js';
import { fromBlocks, isBlocked, toBlocks } from '../graph/nchwc.js';
import { NCHW_TO_NHWC, NHWC_TO_NCHW, permute } from '../graph/permutations.js';
import { addImages, negate, rectify, scaleChannels, shiftChannels, subtractImage } from './epilogue.js';

/**
 * An operator on each element, done on the blocks if one of its operands is a blocked image on its way out.
 * Undefined if there is none, or if some operand is neither an image of that shape, nor a number, nor one number for
 * each channel.
 *
 * @param shape `[batch, rows, columns, channels]`, that of the result.
 */
export function blockedElementwise(
  g: Recorder,
  op: string,
  operands: readonly Operand[],
  shape: readonly number[],
  attributes: Readonly<Record<string, Attribute>>,
): Value | undefined {
  const isImage = (operand: Operand): boolean => sameShape(operand.shape, shape);
  if (operands.some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (!operands.some((operand) => isImage(operand) && isBlocked(operand))) return undefined;

  const isNumber = (operand: Operand): boolean => sizeOf(operand.shape) === 1;
  if (operands.every((operand) => isImage(operand) || isNumber(operand))) {
    const blocked = operands.map((operand) => (isImage(operand) ? toBlocks(g, operand) : operand));
    const type = { dtype: 'float32', shape: permute(shape, NHWC_TO_NCHW) } as const;
    return fromBlocks(g, fused(g, op, blocked) ?? g.emit(op, blocked, type, { attributes }), NCHW_TO_NHWC);
  }
  const vector = operands.find((operand) => isVector(operand, shape.at(-1)!));
  const image = operands.find(isImage);
  if (operands.length !== 2 || vector === undefined || image === undefined) return undefined;
  const result = withVector(g, op, toBlocks(g, image), vector, vector === operands[0]);
  return result && fromBlocks(g, result, NCHW_TO_NHWC);
}

/** One number for each channel, as it broadcasts to an image whose last axis are the channels. */
function isVector({ shape }: Operand, channels: number): boolean {
  return shape.at(-1) === channels && sizeOf(shape) === channels;
}

/** What can be done in the pass over memory of the operator before it. */
function fused(g: Recorder, op: string, [a, b]: readonly Operand[]): Value | undefined {
  if (a?.kind !== 'value') return undefined;
  if (op === 'Relu') return rectify(g, a);
  if (b?.kind !== 'value' || !sameShape(a.shape, b.shape)) return undefined;
  if (op === 'Add') return addImages(g, a, b);
  return op === 'Sub' ? subtractImage(g, a, b) : undefined;
}

function withVector(
  g: Recorder,
  op: string,
  image: Value,
  vector: Operand,
  vectorFirst: boolean,
): Value | undefined {
  switch (op) {
    case 'Mul':
      return scaleChannels(g, image, vector);
    case 'Add':
      return shiftChannels(g, image, vector);
    case 'Sub':
      return vectorFirst
        ? shiftChannels(g, negate(g, image), vector)
        : shiftChannels(g, image, g.emit('Neg', [vector], vector));
    default:
      return undefined;
  }
}
