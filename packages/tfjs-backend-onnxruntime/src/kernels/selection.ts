import {
  GatherV2,
  type GatherV2Attrs,
  type GatherV2Inputs,
  OneHot,
  type OneHotAttrs,
  type OneHotInputs,
  Select,
  type SelectInputs,
  UnsortedSegmentSum,
  type UnsortedSegmentSumAttrs,
  type UnsortedSegmentSumInputs,
  util,
} from '@tensorflow/tfjs-core';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { scalar, tensor } from '../lowering/graph/constants.js';
import { cast, expand, reshape, slice } from '../lowering/graph/shaping.js';
import { type Kernel, kernel } from './kernel.js';

export const selectionKernels: readonly Kernel[] = [
  kernel<SelectInputs>(Select, ({ g, inputs: { condition, t, e }, value }) => {
    if (t.dtype === 'bool' || t.dtype !== e.dtype || condition.dtype !== 'bool') return undefined;
    // A vector condition chooses whole rows.
    const rows = condition.shape.length === 1 && t.shape.length > 1;
    const shape = rows ? [condition.shape[0]!, ...t.shape.slice(1).fill(1)] : condition.shape;
    return elementwise(g, 'Where', [reshape(g, value(condition), shape), value(t), value(e)]);
  }),

  kernel<OneHotInputs, OneHotAttrs>(OneHot, ({ g, inputs: { indices }, attrs, value }) => {
    const { depth, onValue, offValue, dtype } = attrs;
    if (dtype !== 'float32' && dtype !== 'int32') return undefined;
    const classes = tensor([...Array(depth).keys()], [depth], 'int32');
    const column = reshape(g, cast(g, value(indices), 'int32'), [...indices.shape, 1]);
    const hot = elementwise(g, 'Equal', [column, classes], { dtype: 'bool' });
    return elementwise(g, 'Where', [hot, scalar(onValue, dtype), scalar(offValue, dtype)]);
  }),

  kernel<GatherV2Inputs, GatherV2Attrs>(GatherV2, ({ g, inputs: { x, indices }, attrs, value, known }) => {
    if (attrs.batchDims !== 0) return undefined;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    assertInRange(known(indices) ?? [], x.shape[axis]!);
    const shape = [...x.shape.slice(0, axis), ...indices.shape, ...x.shape.slice(axis + 1)];
    const operands = [value(x), cast(g, value(indices), 'int32')];
    return g.emit('Gather', operands, { dtype: value(x).dtype, shape }, { attributes: { axis } });
  }),

  /** Adds the rows of `x` with the same segment id. Ids out of range go to an extra row, which is dropped. */
  kernel<UnsortedSegmentSumInputs, UnsortedSegmentSumAttrs>(
    UnsortedSegmentSum,
    ({ g, inputs: { x, segmentIds }, attrs: { numSegments }, value }) => {
      if (x.dtype !== 'float32' || segmentIds.shape.length !== 1) return undefined;
      const shape = [numSegments + 1, ...x.shape.slice(1)];
      const ids = value(segmentIds);
      const inRange = elementwise(
        g,
        'And',
        [
          elementwise(g, 'GreaterOrEqual', [ids, scalar(0, 'int32')], { dtype: 'bool' }),
          elementwise(g, 'Less', [ids, scalar(numSegments, 'int32')], { dtype: 'bool' }),
        ],
        { dtype: 'bool' },
      );
      const rows = elementwise(g, 'Where', [inRange, ids, scalar(numSegments, 'int32')]);
      const column = [segmentIds.shape[0]!, ...x.shape.slice(1).fill(1)];
      const sums = g.emit(
        'ScatterElements',
        [expand(g, scalar(0), shape), expand(g, reshape(g, rows, column), x.shape), value(x)],
        { dtype: 'float32', shape },
        { attributes: { axis: 0, reduction: 'add' } },
      );
      return slice(g, sums, { begin: [0], size: [numSegments], axes: [0] });
    },
  ),
];

function assertInRange(indices: ArrayLike<number>, size: number): void {
  const outside = Array.from(indices).find((index) => index < 0 || index >= size);
  if (outside !== undefined) {
    throw new RangeError(`GatherV2: the index value ${outside} is not in [0, ${size - 1}]`);
  }
}
