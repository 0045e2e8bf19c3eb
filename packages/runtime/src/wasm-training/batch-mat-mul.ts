import { BatchMatMul, type KernelConfig, type TensorInfo, util } from '@tensorflow/tfjs-core';
import { composeKernel, type Ops } from './compose-kernel.js';

interface Inputs {
  /** [..., M, K], or [..., K, M] where it is to be transposed. */
  a: TensorInfo;
  /** [..., K, N], or [..., N, K] where it is to be transposed. */
  b: TensorInfo;
}

interface Attrs {
  transposeA: boolean;
  transposeB: boolean;
}

/**
 * Matrix product with transposed operands, as a dense layer's gradients need them. The wasm backend
 * multiplies those element by element, but plain products with XNNPACK: transposing first is faster.
 */
export function batchMatMul(native: KernelConfig): KernelConfig {
  const transposed = composeKernel<Inputs, Attrs>(BatchMatMul, native.backendName, transposeFirst);
  return {
    ...native,
    kernelFunc: (params) => {
      const { transposeA, transposeB } = params.attrs ?? {};
      return transposeA || transposeB ? transposed.kernelFunc(params) : native.kernelFunc(params);
    },
  };
}

function transposeFirst(ops: Ops, { a, b }: Inputs, { transposeA, transposeB }: Attrs): TensorInfo {
  const left = transposeA ? transpose(ops, a) : a;
  if (!transposeB) return ops.matMul(left, b);
  // a b' = (b a')': for a layer's large weights it is cheaper to transpose the activations, twice.
  const [rows, columns] = [left.shape.at(-2)!, b.shape.at(-2)!];
  const activations = rows * (left.shape.at(-1)! + columns);
  const weights = util.sizeFromShape(b.shape);
  if (weights <= activations) return ops.matMul(left, transpose(ops, b));
  return transpose(ops, ops.matMul(b, transposeA ? a : transpose(ops, a)));
}

function transpose(ops: Ops, x: TensorInfo): TensorInfo {
  const axes = x.shape.map((_, axis) => axis);
  return ops.transpose(x, [...axes.slice(0, -2), axes.length - 1, axes.length - 2]);
}
