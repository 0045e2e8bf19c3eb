import { type KernelConfig, type TensorInfo, Tile } from '@tensorflow/tfjs-core';
import { composeKernel } from './compose-kernel.js';

interface Inputs {
  x: TensorInfo;
}

interface Attrs {
  reps: number[];
}

/**
 * Tiling that only repeats axes of size 1, as a batch norm's gradient does with its statistics: a
 * product with ones, whose broadcast is vectorized; the backend's own Tile copies element by element.
 */
export function tile(native: KernelConfig): KernelConfig {
  const broadcast = composeKernel<Inputs, Attrs>(Tile, native.backendName, (ops, { x }, { reps }) =>
    ops.multiply(ops.fill(tiledShape(x, reps), 1), x),
  );
  return {
    ...native,
    kernelFunc: (params) => {
      const { x } = params.inputs;
      const { reps } = params.attrs ?? {};
      const broadcasts = x !== undefined && isShape(reps) && repeatsOnlyOnes(x, reps);
      return broadcasts ? broadcast.kernelFunc(params) : native.kernelFunc(params);
    },
  };
}

const tiledShape = (x: TensorInfo, reps: number[]): number[] => x.shape.map((n, axis) => n * reps[axis]!);

const repeatsOnlyOnes = (x: TensorInfo, reps: number[]): boolean =>
  x.dtype === 'float32' && x.shape.every((n, axis) => n === 1 || reps[axis] === 1);

const isShape = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((n) => typeof n === 'number');
