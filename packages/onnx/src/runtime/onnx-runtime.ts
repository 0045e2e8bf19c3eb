import { cpus } from 'node:os';
import { ConvzooError } from '@convzoo/core';
import type { Runtime, RuntimeInfo } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from '../backend/register.js';
import { loadOnnxRuntime } from './binding.js';
import { isGpuProvider, startProvider } from './providers.js';

export interface OnnxRuntimeOptions extends Omit<RegisterOptions, 'name' | 'fallback'> {
  /**
   * Execution providers in order of preference, such as `['cuda', 'cpu']`; the first that starts is used, and
   * a later one only if it is in the list. Default `['cpu']`.
   */
  readonly providers?: readonly string[];
}

/** TF.js on ONNX Runtime, as a runtime for `useRuntime`. */
export function createOnnxRuntime({ providers = ['cpu'], ...options }: OnnxRuntimeOptions = {}): Runtime {
  return {
    specificationVersion: 'v1',
    name: BACKEND_NAME,
    async start(): Promise<RuntimeInfo> {
      const runtime = loadOnnxRuntime();
      const provider = startProvider(runtime, providers);
      register({ ...options, providers: [provider] });
      await tf.setBackend(BACKEND_NAME);
      await checkConvolution();
      const cpu = cpus()[0]?.model ?? 'CPU';
      return {
        name: BACKEND_NAME,
        backend: BACKEND_NAME,
        device: provider === 'cpu' ? cpu : `ONNX Runtime's provider ${provider}`,
        isGpu: isGpuProvider(provider),
        versions: { '@tensorflow/tfjs-core': tf.version_core, 'onnxruntime-node': runtime.version },
      };
    },
  };
}

/** ONNX Runtime's CPU provider. */
export const onnxRuntime: Runtime = createOnnxRuntime();

let registered = '';

/** Keeps the backend, and the tensors on it, if it is there with the same options already. */
function register(options: RegisterOptions): void {
  const wanted = JSON.stringify(options);
  if (wanted === registered && tf.findBackendFactory(BACKEND_NAME) !== null) return;
  registerOnnxRuntimeBackend(options);
  registered = wanted;
}

/** A 2x2 convolution whose sum is known: 1 * 1 + 2 * 2 + 3 * 3 + 4 * 4. */
async function checkConvolution(): Promise<void> {
  const [sum] = await tf
    .tidy(() => {
      const image = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
      return tf.conv2d(image, tf.reshape(image, [2, 2, 1, 1]), 1, 'valid');
    })
    .data();
  if (sum === 30) return;
  throw new ConvzooError('runtime-unavailable', {
    subject: 'runtime onnxruntime',
    expected: 'a convolution that gives 30',
    found: String(sum),
  });
}
