import {
  Abs,
  Acos,
  Asin,
  Atan,
  Ceil,
  ClipByValue,
  type ClipByValueAttrs,
  type ClipByValueInputs,
  Cos,
  Elu,
  EluGrad,
  type EluGradInputs,
  Erf,
  Exp,
  Floor,
  IsFinite,
  IsInf,
  IsNan,
  LeakyRelu,
  type LeakyReluAttrs,
  type LeakyReluInputs,
  Log,
  LogicalNot,
  Neg,
  Prelu,
  type PreluInputs,
  Reciprocal,
  Relu,
  Relu6,
  Round,
  Rsqrt,
  Selu,
  Sigmoid,
  Sign,
  Sin,
  Softplus,
  Sqrt,
  Square,
  Step,
  type StepAttrs,
  type StepInputs,
  Tanh,
  type UnaryInputs,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { activate, prelu } from '../lowering/elementwise/activation.js';
import { elementwise } from '../lowering/elementwise/elementwise.js';
import { setReluMask } from '../lowering/elementwise/relu-mask.js';
import { FLOAT_MAX, scalar } from '../lowering/graph/constants.js';
import { cast } from '../lowering/graph/shaping.js';
import type { ElementType } from '../model/model.js';
import { type Kernel, kernel } from './kernel.js';

const FLOAT: readonly ElementType[] = ['float32'];
const NUMBERS: readonly ElementType[] = ['float32', 'int32'];

/** TF.js kernel, ONNX operator, and the element types for which they agree. */
const direct: readonly [name: string, op: string, types: readonly ElementType[]][] = [
  [Abs, 'Abs', NUMBERS],
  [Acos, 'Acos', FLOAT],
  [Asin, 'Asin', FLOAT],
  [Atan, 'Atan', FLOAT],
  [Ceil, 'Ceil', FLOAT],
  [Cos, 'Cos', FLOAT],
  [Elu, 'Elu', FLOAT],
  [Erf, 'Erf', FLOAT],
  [Exp, 'Exp', FLOAT],
  [Floor, 'Floor', FLOAT],
  [Log, 'Log', FLOAT],
  [LogicalNot, 'Not', ['bool']],
  [Neg, 'Neg', NUMBERS],
  [Reciprocal, 'Reciprocal', FLOAT],
  [Relu, 'Relu', FLOAT],
  [Round, 'Round', FLOAT],
  [Selu, 'Selu', FLOAT],
  [Sigmoid, 'Sigmoid', FLOAT],
  [Sin, 'Sin', FLOAT],
  [Softplus, 'Softplus', FLOAT],
  [Sqrt, 'Sqrt', FLOAT],
  [Tanh, 'Tanh', FLOAT],
];

/** 1 above zero and 0 elsewhere, in one pass: the largest float32 times any normal number is at least 1. */
function unitStep(g: Recorder, x: Value): Value {
  const attributes = { alpha: { float: FLOAT_MAX }, beta: { float: 0 } };
  return elementwise(g, 'HardSigmoid', [x], { attributes });
}

export const unaryKernels: readonly Kernel[] = [
  ...direct.map(([name, op, types]) =>
    kernel<UnaryInputs>(name, ({ g, inputs: { x }, value }) => {
      const operand = value(x);
      return types.includes(operand.dtype) ? elementwise(g, op, [operand]) : undefined;
    }),
  ),

  kernel<UnaryInputs>(IsNan, ({ g, inputs: { x }, value }) =>
    x.dtype === 'float32' ? elementwise(g, 'IsNaN', [value(x)], { dtype: 'bool' }) : undefined,
  ),
  kernel<UnaryInputs>(IsInf, ({ g, inputs: { x }, value }) =>
    x.dtype === 'float32' ? elementwise(g, 'IsInf', [value(x)], { dtype: 'bool' }) : undefined,
  ),
  kernel<UnaryInputs>(IsFinite, ({ g, inputs: { x }, value }) => {
    if (x.dtype !== 'float32') return undefined;
    // `x - x` is zero for finite numbers only.
    const difference = elementwise(g, 'Sub', [value(x), value(x)]);
    return elementwise(g, 'Equal', [difference, scalar(0)], { dtype: 'bool' });
  }),

  kernel<UnaryInputs>(Square, ({ g, inputs: { x }, value }) =>
    x.dtype === 'bool' ? undefined : elementwise(g, 'Mul', [value(x), value(x)]),
  ),
  kernel<UnaryInputs>(Rsqrt, ({ g, inputs: { x }, value }) =>
    x.dtype === 'float32' ? elementwise(g, 'Reciprocal', [elementwise(g, 'Sqrt', [value(x)])]) : undefined,
  ),
  kernel<UnaryInputs>(Relu6, ({ g, inputs: { x }, value }) =>
    x.dtype === 'float32' ? activate(g, value(x), 'relu6') : undefined,
  ),
  kernel<LeakyReluInputs, LeakyReluAttrs>(LeakyRelu, ({ g, inputs: { x }, attrs: { alpha }, value }) =>
    x.dtype === 'float32' ? activate(g, value(x), 'leakyrelu', { leakyreluAlpha: alpha }) : undefined,
  ),
  kernel<PreluInputs>(Prelu, ({ g, inputs: { x, alpha }, value }) =>
    x.dtype === 'float32' ? prelu(g, value(x), value(alpha)) : undefined,
  ),

  /** Unlike ONNX's operator, 0 for NaN. */
  kernel<UnaryInputs>(Sign, ({ g, inputs: { x }, value }) => {
    if (x.dtype !== 'float32') return undefined;
    const [above, below] = ['Greater', 'Less'].map((op) =>
      cast(g, elementwise(g, op, [value(x), scalar(0)], { dtype: 'bool' }), 'float32'),
    );
    return elementwise(g, 'Sub', [above!, below!]);
  }),

  /** 1 above zero, `alpha` elsewhere, NaN for NaN. */
  kernel<StepInputs, StepAttrs>(Step, ({ g, inputs: { x }, attrs: { alpha }, value, accelerated }) => {
    if (x.dtype !== 'float32') return undefined;
    const positive = elementwise(g, 'Greater', [value(x), scalar(0)], { dtype: 'bool' });
    const step =
      alpha === 0
        ? cast(g, positive, 'float32')
        : elementwise(g, 'Where', [positive, scalar(1), scalar(alpha)]);
    const nan = elementwise(g, 'IsNaN', [value(x)], { dtype: 'bool' });
    const exact = elementwise(g, 'Where', [nan, value(x), step]);
    if (accelerated) setReluMask(exact, alpha === 0 ? unitStep(g, value(x)) : step);
    return exact;
  }),

  kernel<ClipByValueInputs, ClipByValueAttrs>(ClipByValue, ({ g, inputs: { x }, attrs, value }) =>
    x.dtype === 'float32'
      ? elementwise(g, 'Clip', [value(x), scalar(attrs.clipValueMin), scalar(attrs.clipValueMax)])
      : undefined,
  ),

  /** `dy` where the unit was positive, `dy * (y + 1)` elsewhere. */
  kernel<EluGradInputs>(EluGrad, ({ g, inputs: { dy, y }, value }) => {
    const positive = elementwise(g, 'GreaterOrEqual', [value(y), scalar(0)], { dtype: 'bool' });
    const scaled = elementwise(g, 'Mul', [value(dy), elementwise(g, 'Add', [value(y), scalar(1)])]);
    return elementwise(g, 'Where', [positive, value(dy), scaled]);
  }),
];
