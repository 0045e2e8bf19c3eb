import {
  AvgPool,
  Fill,
  getKernel,
  type KernelBackend,
  type KernelConfig,
  Prelu,
  Relu,
  Relu6,
  Reshape,
  type TensorInfo,
  util,
} from '@tensorflow/tfjs-core';

// XNNPACK, with which the wasm backend computes, keeps what it computes between limits, and what is not a number
// comes out as the lower one: a convolution's NaN as -Infinity, a ReLU's as 0. Where an activation overflows, the
// network would go on as if nothing had been, to scores that look plausible.

type Run = (kernel: string, inputs: Record<string, TensorInfo>, attrs?: object) => TensorInfo;

/** max(x, 0), but NaN where x is NaN or -Infinity: a leaky ReLU whose slope is zero. */
export function relu(native: KernelConfig): KernelConfig {
  return unary(native, (x, backend, run) => {
    const alpha = run(Fill, {}, { shape: [x.shape.at(-1) ?? 1], value: 0, dtype: 'float32' });
    const result = run(Prelu, { x, alpha });
    backend.disposeData(alpha.dataId);
    return result;
  });
}

/** min(max(x, 0), 6), but NaN everywhere where x has a value that is not finite. */
export function relu6(native: KernelConfig): KernelConfig {
  return unary(native, (x, backend, run) =>
    allFinite(x, backend, run)
      ? run(Relu6, { x })
      : run(Fill, {}, { shape: x.shape, value: Number.NaN, dtype: 'float32' }),
  );
}

const activations: Readonly<Record<string, string>> = { relu: Relu, relu6: Relu6 };

/** Runs the activations above as kernels of their own instead of within another. */
export function withoutActivation(native: KernelConfig): KernelConfig {
  return {
    ...native,
    kernelFunc: (params) => {
      const activation = activations[String(params.attrs?.activation)];
      if (activation === undefined) return native.kernelFunc(params);
      const attrs = { ...params.attrs, activation: 'linear' };
      const [x] = [native.kernelFunc({ ...params, attrs })].flat();
      const backend = params.backend as KernelBackend;
      const result = getKernel(activation, 'wasm').kernelFunc({ inputs: { x: x! }, attrs: {}, backend });
      backend.disposeData(x!.dataId);
      return result;
    },
  };
}

function unary(
  native: KernelConfig,
  compute: (x: TensorInfo, backend: KernelBackend, run: Run) => TensorInfo,
): KernelConfig {
  return {
    ...native,
    kernelFunc: (params) => {
      const { x } = params.inputs;
      const isNumeric = x !== undefined && x.dtype === 'float32' && util.sizeFromShape(x.shape) > 0;
      if (!isNumeric) return native.kernelFunc(params);
      const backend = params.backend as KernelBackend;
      const run: Run = (kernel, inputs, attrs = {}) => {
        const { kernelFunc } = kernel === native.kernelName ? native : getKernel(kernel, 'wasm');
        return [kernelFunc({ inputs, attrs: { ...attrs }, backend })].flat()[0]!;
      };
      return compute(x, backend, run);
    },
  };
}

/** Whether the mean of each channel is finite, which costs no more than the activation itself. */
function allFinite(x: TensorInfo, backend: KernelBackend, run: Run): boolean {
  const channels = x.shape.at(-1) ?? 1;
  const rows = util.sizeFromShape(x.shape) / channels;
  const image = run(Reshape, { x }, { shape: [1, rows, 1, channels] });
  const means = run(AvgPool, { x: image }, { filterSize: [rows, 1], strides: 1, pad: 'valid' });
  const values = backend.readSync(means.dataId);
  for (const { dataId } of [image, means]) backend.disposeData(dataId);
  return values instanceof Float32Array && values.every(Number.isFinite);
}
