import {
  Add,
  AddN,
  type BinaryInputs,
  Equal,
  FloorDiv,
  Greater,
  GreaterEqual,
  Less,
  LessEqual,
  LogicalAnd,
  LogicalOr,
  Maximum,
  Minimum,
  Mod,
  Multiply,
  NotEqual,
  Pow,
  RealDiv,
  SquaredDifference,
  Sub,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { reluMaskOf } from '../lowering/elementwise/relu-mask.js';
import type { ElementType } from '../model/model.js';
import { type Kernel, kernel } from './kernel.js';

/** TF.js kernel, ONNX operator, and the element types that ONNX Runtime's CPU provider has it for. */
const arithmetic: readonly [name: string, op: string, types: readonly ElementType[]][] = [
  [Add, 'Add', ['float32', 'int32']],
  [Sub, 'Sub', ['float32', 'int32']],
  [RealDiv, 'Div', ['float32']],
  [Pow, 'Pow', ['float32']],
  [Maximum, 'Max', ['float32', 'int32']],
  [Minimum, 'Min', ['float32', 'int32']],
  // For integers the sign is the divisor's, as in TF.js; for floats ONNX has only C's fmod.
  [Mod, 'Mod', ['int32']],
];

const comparisons: readonly [name: string, op: string, types: readonly ElementType[]][] = [
  [Equal, 'Equal', ['float32', 'int32', 'bool']],
  [Greater, 'Greater', ['float32', 'int32']],
  [GreaterEqual, 'GreaterOrEqual', ['float32', 'int32']],
  [Less, 'Less', ['float32', 'int32']],
  [LessEqual, 'LessOrEqual', ['float32', 'int32']],
  [LogicalAnd, 'And', ['bool']],
  [LogicalOr, 'Or', ['bool']],
];

function binary(name: string, op: string, types: readonly ElementType[], result?: 'bool'): Kernel {
  return kernel<BinaryInputs>(name, ({ g, inputs: { a, b }, value }) => {
    const operands = [value(a), value(b)];
    if (operands.some(({ dtype }) => !types.includes(dtype) || dtype !== operands[0]!.dtype))
      return undefined;
    return elementwise(g, op, operands, result === undefined ? {} : { dtype: result });
  });
}

export const arithmeticKernels: readonly Kernel[] = [
  ...arithmetic.map(([name, op, types]) => binary(name, op, types)),
  ...comparisons.map(([name, op, types]) => binary(name, op, types, 'bool')),

  kernel<BinaryInputs>(NotEqual, ({ g, inputs: { a, b }, value }) => {
    if (a.dtype !== b.dtype) return undefined;
    return elementwise(g, 'Not', [elementwise(g, 'Equal', [value(a), value(b)], { dtype: 'bool' })]);
  }),

  kernel<BinaryInputs>(FloorDiv, ({ g, inputs: { a, b }, value }) => {
    if (a.dtype !== 'float32' || b.dtype !== 'float32') return undefined;
    return elementwise(g, 'Floor', [elementwise(g, 'Div', [value(a), value(b)])]);
  }),

  kernel<BinaryInputs>(SquaredDifference, ({ g, inputs: { a, b }, value }) => {
    if (a.dtype === 'bool' || a.dtype !== b.dtype) return undefined;
    const difference = elementwise(g, 'Sub', [value(a), value(b)]);
    return elementwise(g, 'Mul', [difference, difference]);
  }),

  kernel<BinaryInputs>(Multiply, ({ g, inputs: { a, b }, value }) => {
    if (a.dtype === 'bool' || a.dtype !== b.dtype) return undefined;
    return elementwise(g, 'Mul', [reluMaskOf(value(a)), reluMaskOf(value(b))]);
  }),

  kernel<TensorInfo[]>(AddN, ({ g, inputs, value }) => {
    if (inputs.some(({ dtype }) => dtype === 'bool')) return undefined;
    return inputs.map(value).reduce((sum, term) => elementwise(g, 'Add', [sum, term]));
  }),
];
