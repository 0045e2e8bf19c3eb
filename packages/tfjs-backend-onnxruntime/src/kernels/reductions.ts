import {
  All,
  Any,
  ArgMax,
  type ArgMaxAttrs,
  type ArgMaxInputs,
  ArgMin,
  Cumsum,
  type CumsumAttrs,
  type CumsumInputs,
  Max,
  type MaxAttrs,
  type MaxInputs,
  Mean,
  Min,
  type MinAttrs,
  type MinInputs,
  Prod,
  Sum,
  type SumAttrs,
  type SumInputs,
  util,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { argReduce, reduce } from '../lowering/elementwise/reduce.js';
import { scalar } from '../lowering/graph/constants.js';
import { cast } from '../lowering/graph/shaping.js';
import { type Kernel, kernel } from './kernel.js';

/** A sum or product; booleans count as 0 and 1. */
function total(name: string, op: string): Kernel {
  return kernel<SumInputs, SumAttrs>(name, ({ g, inputs: { x }, attrs: { axis, keepDims }, value }) => {
    const numbers = x.dtype === 'bool' ? cast(g, value(x), 'int32') : value(x);
    return reduce(g, op, numbers, util.parseAxisParam(axis, x.shape), keepDims);
  });
}

/** The maximum or minimum along some axes; NaN if any element is, which ONNX leaves undefined. */
function extreme(
  g: Recorder,
  op: 'ReduceMax' | 'ReduceMin',
  x: Value,
  axes: readonly number[],
  keepDims: boolean,
): Value {
  const result = reduce(g, op, x, axes, keepDims);
  if (x.dtype !== 'float32') return result;
  const nan = cast(g, elementwise(g, 'IsNaN', [x], { dtype: 'bool' }), 'int32');
  const anyNaN = cast(g, reduce(g, 'ReduceMax', nan, axes, keepDims), 'bool');
  return elementwise(g, 'Where', [anyNaN, scalar(Number.NaN), result]);
}

/** All and Any: the minimum and the maximum of booleans. */
function logical(name: string, op: string): Kernel {
  return kernel<SumInputs, SumAttrs>(name, ({ g, inputs: { x }, attrs: { axis, keepDims }, value }) => {
    const numbers = cast(g, value(x), 'int32');
    return cast(g, reduce(g, op, numbers, util.parseAxisParam(axis, x.shape), keepDims), 'bool');
  });
}

/** The index of the maximum or minimum, which is never that of a NaN. */
function position(name: string, op: 'ArgMax' | 'ArgMin', never: number): Kernel {
  return kernel<ArgMaxInputs, ArgMaxAttrs>(name, ({ g, inputs: { x }, attrs: { axis }, value }) => {
    if (x.dtype !== 'float32') return undefined;
    const nan = elementwise(g, 'IsNaN', [value(x)], { dtype: 'bool' });
    const numbers = elementwise(g, 'Where', [nan, scalar(never), value(x)]);
    return argReduce(g, op, numbers, util.parseAxisParam(axis, x.shape)[0]!);
  });
}

export const reductionKernels: readonly Kernel[] = [
  total(Sum, 'ReduceSum'),
  total(Prod, 'ReduceProd'),
  logical(All, 'ReduceMin'),
  logical(Any, 'ReduceMax'),
  position(ArgMax, 'ArgMax', Number.NEGATIVE_INFINITY),
  position(ArgMin, 'ArgMin', Number.POSITIVE_INFINITY),

  kernel<SumInputs, SumAttrs>(Mean, ({ g, inputs: { x }, attrs: { axis, keepDims }, value }) =>
    reduce(g, 'ReduceMean', cast(g, value(x), 'float32'), util.parseAxisParam(axis, x.shape), keepDims),
  ),

  kernel<MaxInputs, MaxAttrs>(Max, ({ g, inputs: { x }, attrs: { reductionIndices, keepDims }, value }) => {
    if (x.dtype === 'bool') return undefined;
    return extreme(g, 'ReduceMax', value(x), util.parseAxisParam(reductionIndices, x.shape), keepDims);
  }),
  kernel<MinInputs, MinAttrs>(Min, ({ g, inputs: { x }, attrs: { axis, keepDims }, value }) => {
    if (x.dtype === 'bool') return undefined;
    return extreme(g, 'ReduceMin', value(x), util.parseAxisParam(axis, x.shape), keepDims);
  }),

  kernel<CumsumInputs, CumsumAttrs>(Cumsum, ({ g, inputs: { x }, attrs, value }) => {
    if (x.dtype === 'bool' || x.shape.length === 0) return undefined;
    const axis = util.parseAxisParam(attrs.axis, x.shape)[0]!;
    return g.emit('CumSum', [value(x), scalar(axis, 'int32')], value(x), {
      attributes: { exclusive: attrs.exclusive ? 1 : 0, reverse: attrs.reverse ? 1 : 0 },
    });
  }),
];
