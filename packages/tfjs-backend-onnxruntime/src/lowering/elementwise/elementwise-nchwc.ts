import type { Recorder } from '../../engine/recorder.js';
import { type Operand, sameShape, sizeOf, type Value } from '../../engine/value.js';
import type { Attribute } from '../../model/model.js';
import { fromNCHWc, isNCHWc, toNCHWc } from '../graph/nchwc.js';
import { NCHW_TO_NHWC, NHWC_TO_NCHW, permute } from '../graph/permutations.js';
import { addImages, fuseRelu, negate, scaleChannels, shiftChannels, subtractImage } from './epilogue.js';

/**
 * An elementwise operator computed in NCHWc, if one of its operands is a deferred conversion from it.
 * Undefined if none is, or if some operand is neither an image of that shape, nor a scalar, nor one number
 * per channel.
 *
 * @param shape `[batch, rows, columns, channels]`, that of the result.
 */
export function elementwiseNCHWc(
  g: Recorder,
  op: string,
  operands: readonly Operand[],
  shape: readonly number[],
  attributes: Readonly<Record<string, Attribute>>,
): Value | undefined {
  const isImage = (operand: Operand): boolean => sameShape(operand.shape, shape);
  if (operands.some(({ dtype }) => dtype !== 'float32')) return undefined;
  if (!operands.some((operand) => isImage(operand) && isNCHWc(operand))) return undefined;

  const isNumber = (operand: Operand): boolean => sizeOf(operand.shape) === 1;
  if (operands.every((operand) => isImage(operand) || isNumber(operand))) {
    const blocked = operands.map((operand) => (isImage(operand) ? toNCHWc(g, operand) : operand));
    const type = { dtype: 'float32', shape: permute(shape, NHWC_TO_NCHW) } as const;
    return fromNCHWc(g, fused(g, op, blocked) ?? g.emit(op, blocked, type, { attributes }), NCHW_TO_NHWC);
  }
  const vector = operands.find((operand) => isVector(operand, shape.at(-1)!));
  const image = operands.find(isImage);
  if (operands.length !== 2 || vector === undefined || image === undefined) return undefined;
  const result = withVector(g, op, toNCHWc(g, image), vector, vector === operands[0]);
  return result && fromNCHWc(g, result, NCHW_TO_NHWC);
}

/** One number per channel, in a shape that broadcasts to NHWC. */
function isVector({ shape }: Operand, channels: number): boolean {
  return shape.at(-1) === channels && sizeOf(shape) === channels;
}

/** What can be computed in the same pass over memory as the operator before it. */
function fused(g: Recorder, op: string, [a, b]: readonly Operand[]): Value | undefined {
  if (a?.kind !== 'value') return undefined;
  if (op === 'Relu') return fuseRelu(g, a);
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
