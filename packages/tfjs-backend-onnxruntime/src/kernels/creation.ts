import {
  Fill,
  type FillAttrs,
  OnesLike,
  type TensorInfo,
  type UnaryInputs,
  ZerosLike,
} from '@tensorflow/tfjs-core';
import type { Recorder } from '../engine/recorder.js';
import type { Value } from '../engine/value.js';
import { scalar } from '../lowering/graph/constants.js';
import { expand } from '../lowering/graph/shaping.js';
import type { ElementType } from '../model/model.js';
import { type Kernel, kernel } from './kernel.js';

function filled(g: Recorder, value: number, dtype: string, shape: readonly number[]): Value | undefined {
  return isRecordable(dtype) ? expand(g, scalar(value, dtype), shape) : undefined;
}

function isRecordable(dtype: string): dtype is ElementType {
  return dtype === 'float32' || dtype === 'int32' || dtype === 'bool';
}

function like(name: string, value: number): Kernel {
  return kernel<UnaryInputs>(name, ({ g, inputs: { x } }) => filled(g, value, x.dtype, x.shape));
}

export const creationKernels: readonly Kernel[] = [
  like(ZerosLike, 0),
  like(OnesLike, 1),
  kernel<Record<string, TensorInfo>, FillAttrs>(Fill, ({ g, attrs: { shape, value, dtype } }) =>
    typeof value === 'number' ? filled(g, value, dtype || 'float32', shape) : undefined,
  ),
];
