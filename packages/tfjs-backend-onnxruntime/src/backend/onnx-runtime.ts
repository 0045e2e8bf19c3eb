import * as tf from '@tensorflow/tfjs-core';
import { loadOnnxRuntime, processorName } from '#native';
import { OnnxRuntimeError } from '../errors.js';
import { isGpuProvider, startProvider } from '../runtime/providers.js';
import { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from './register.js';

export interface OnnxRuntimeOptions extends Omit<RegisterOptions, 'name' | 'fallback'> {
  /**
   * Execution providers in order of preference, such as `['cuda', 'cpu']`; the first that starts is used, and
   * a later one only if it is in the list. Default `['cpu']`.
   */
  readonly providers?: readonly string[];
}

/** What was found to work when the backend was started; nothing here is assumed from an option. */
export interface OnnxRuntimeInfo {
  readonly name: string;
  /** The TF.js backend that now runs every operation. */
  readonly backend: string;
  /** The processor's name, or the execution provider's. */
  readonly device: string;
  /** True only for providers that run on nothing but a GPU. */
  readonly isGpu: boolean;
  /** Versions by package. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Starts the backend: a convzoo `Runtime`, and usable without convzoo. */
export interface OnnxRuntimeStarter {
  readonly specificationVersion: 'v1';
  readonly name: string;
  /**
   * Registers the backend, makes it TF.js's current one, and checks the result of a small convolution.
   * Starting again with the same options keeps the backend and the tensors on it.
   *
   * @throws OnnxRuntimeError `missing-package` if onnxruntime-node is not installed, `runtime-unavailable` if
   *   no provider starts or the result is wrong.
   */
  start(): Promise<OnnxRuntimeInfo>;
}

/** The backend with a choice of execution providers, started by `start()`. */
export function createOnnxRuntime({
  providers = ['cpu'],
  ...options
}: OnnxRuntimeOptions = {}): OnnxRuntimeStarter {
  return {
    specificationVersion: 'v1',
    name: BACKEND_NAME,
    async start(): Promise<OnnxRuntimeInfo> {
      const runtime = loadOnnxRuntime();
      const provider = startProvider(runtime, providers);
      register({ ...options, providers: [provider] });
      await tf.setBackend(BACKEND_NAME);
      await checkConvolution();
      return {
        name: BACKEND_NAME,
        backend: BACKEND_NAME,
        device: provider === 'cpu' ? processorName() : `ONNX Runtime's provider ${provider}`,
        isGpu: isGpuProvider(provider),
        versions: { '@tensorflow/tfjs-core': tf.version_core, 'onnxruntime-node': runtime.version },
      };
    },
  };
}

/** ONNX Runtime's CPU provider. */
export const onnxRuntime: OnnxRuntimeStarter = createOnnxRuntime();

let registered = '';

/** Keeps the backend and its tensors if it is registered with the same options already. */
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
  throw new OnnxRuntimeError('runtime-unavailable', {
    subject: 'onnxruntime backend',
    expected: 'a convolution that gives 30',
    found: String(sum),
  });
}
