import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import {
  Complex,
  getKernel,
  type KernelConfig,
  type NamedAttrMap,
  type NamedTensorInfoMap,
  type TensorInfo,
} from '@tensorflow/tfjs-core';
import type { OnnxRuntimeBackend } from './backend.js';

/** Runs TF.js's own CPU kernel: inputs are read, outputs written back. */
export function runOnCpu(
  backend: OnnxRuntimeBackend,
  kernel: KernelConfig,
  inputs: NamedTensorInfoMap,
  attrs: NamedAttrMap,
): TensorInfo | TensorInfo[] {
  // A new backend for each call, so that everything the kernel allocates is freed with it.
  const cpu = new MathBackendCPU();
  const toCpu = (tensor: TensorInfo): TensorInfo & { readonly rank: number } => {
    const rank = tensor.shape.length;
    const values = backend.readSync(tensor.dataId);
    if (tensor.dtype === 'complex64' && values instanceof Float32Array) {
      return { ...complexOnCpu(cpu, values, tensor.shape), rank };
    }
    const { shape, dtype } = tensor;
    return { dataId: cpu.write(values, shape, dtype), shape, dtype, rank };
  };
  const fromCpu = ({ dataId, shape, dtype }: TensorInfo): TensorInfo => ({
    dataId: backend.write(cpu.readSync(dataId), shape, dtype),
    shape,
    dtype,
  });

  const result = kernel.kernelFunc({ inputs: mapTensors(inputs, toCpu), attrs, backend: cpu });
  return Array.isArray(result) ? result.map(fromCpu) : fromCpu(result);
}

/** A complex tensor: interleaved pairs in memory, two tensors in TF.js's CPU backend. */
function complexOnCpu(cpu: MathBackendCPU, pairs: Float32Array, shape: number[]): TensorInfo {
  const part = (offset: 0 | 1): TensorInfo => {
    const values = pairs.filter((_, i) => i % 2 === offset);
    return { dataId: cpu.write(values, shape, 'float32'), shape, dtype: 'float32' };
  };
  const result = getKernel(Complex, 'cpu').kernelFunc({
    inputs: { real: part(0), imag: part(1) },
    backend: cpu,
  });
  if (Array.isArray(result)) throw new TypeError('Complex has one output');
  return result;
}

/**
 * Inputs come as an object of tensors, or as an array of them (AddN, Concat, Pack).
 * Some may be absent, and some are lists (the ragged kernels), whatever their type says.
 */
function mapTensors(inputs: NamedTensorInfoMap, map: (tensor: TensorInfo) => TensorInfo): NamedTensorInfoMap {
  const mapped = Object.entries(inputs).map(([name, tensor]) => [
    name,
    Array.isArray(tensor) ? tensor.map(map) : tensor && map(tensor),
  ]);
  return Array.isArray(inputs) ? Object.assign([], Object.fromEntries(mapped)) : Object.fromEntries(mapped);
}
