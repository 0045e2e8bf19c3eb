import {
  getKernel,
  type KernelBackend,
  type KernelConfig,
  type KernelFunc,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';

export type Padding = [before: number, after: number];

/** Kernels that the backend has, as the functions that a new kernel is written with. */
export interface Ops {
  reshape(x: TensorInfo, shape: number[]): TensorInfo;
  transpose(x: TensorInfo, perm: number[]): TensorInfo;
  /** Pads with zeros; gives `x` itself where there is nothing to pad. */
  pad(x: TensorInfo, paddings: Padding[]): TensorInfo;
  /** Takes `size` elements from `begin` on; gives `x` itself where that is all of it. */
  slice(x: TensorInfo, begin: number[], size: number[]): TensorInfo;
  /** Gives `x` itself where there is nothing to turn round. */
  reverse(x: TensorInfo, dims: number[]): TensorInfo;
  matMul(a: TensorInfo, b: TensorInfo, transpose?: { a?: boolean; b?: boolean }): TensorInfo;
  /** Element by element, with broadcasting. */
  multiply(a: TensorInfo, b: TensorInfo): TensorInfo;
  fill(shape: number[], value: number): TensorInfo;
  /** Stride 1, no padding, NHWC. */
  conv2d(x: TensorInfo, filter: TensorInfo, dilations: [number, number]): TensorInfo;
}

/** What a composed kernel computes; freeing its intermediates is not its business. */
export type Compute<Inputs, Attrs> = (ops: Ops, inputs: Inputs, attrs: Attrs) => TensorInfo;

/**
 * Builds a TF.js kernel out of other kernels of the same backend. Whatever `compute` makes on its way
 * is freed when it ends, also when it throws; only its result stays.
 */
export function composeKernel<Inputs, Attrs>(
  kernelName: string,
  backendName: string,
  compute: Compute<Inputs, Attrs>,
): KernelConfig {
  const composed = ({ inputs, attrs, backend }: { inputs: Inputs; attrs: Attrs; backend: KernelBackend }) => {
    const made: TensorInfo[] = [];
    const run: Run = (name, ins, config) => {
      const out = getKernel(name, backendName).kernelFunc({ inputs: ins, attrs: config, backend });
      made.push(...[out].flat());
      return made.at(-1)!;
    };
    let result: TensorInfo | undefined;
    try {
      result = compute(opsOf(run), inputs, attrs);
      return result;
    } finally {
      for (const info of made) if (info !== result) backend.disposeData(info.dataId);
    }
  };
  // TF.js types every kernel alike; the names of a kernel's inputs and attributes are its own.
  return { kernelName, backendName, kernelFunc: composed as unknown as KernelFunc };
}

type Run = (kernel: string, inputs: NamedTensorInfoMap, attrs: NamedAttrMap) => TensorInfo;

function opsOf(run: Run): Ops {
  return {
    reshape: (x, shape) => run('Reshape', { x }, { shape }),
    transpose: (x, perm) => run('Transpose', { x }, { perm }),
    pad: (x, paddings) =>
      paddings.flat().every((n) => n === 0) ? x : run('PadV2', { x }, { paddings, constantValue: 0 }),
    slice: (x, begin, size) =>
      size.every((n, axis) => n === x.shape[axis]) ? x : run('Slice', { x }, { begin, size }),
    reverse: (x, dims) => (dims.every((axis) => x.shape[axis] === 1) ? x : run('Reverse', { x }, { dims })),
    matMul: (a, b, transpose = {}) =>
      run('BatchMatMul', { a, b }, { transposeA: transpose.a ?? false, transposeB: transpose.b ?? false }),
    multiply: (a, b) => run('Multiply', { a, b }, {}),
    fill: (shape, value) => run('Fill', {}, { shape, value, dtype: 'float32' }),
    conv2d: (x, filter, dilations) =>
      run('Conv2D', { x, filter }, { strides: [1, 1], pad: 'valid', dataFormat: 'NHWC', dilations }),
  };
}
