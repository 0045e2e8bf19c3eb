import { findBackendFactory, registerBackend, removeBackend } from '@tensorflow/tfjs-core';
import { loadOnnxRuntime } from '#native';
import type { OnnxRuntime } from '../runtime/binding.js';
import { nchwcBlockSize } from '../runtime/nchwc-layout.js';
import type { SessionOptions } from '../runtime/session.js';
import { overrideGradients } from './gradients.js';
import { registerKernels, tfjs } from './register-kernels.js';
import { ReplayingBackend } from './replay.js';

export const BACKEND_NAME = 'onnxruntime';

/** Above TF.js's wasm (2), below a GPU's. */
const PRIORITY = 4;

export interface RegisterOptions extends SessionOptions {
  /** The backend's name in TF.js. Default `onnxruntime`. */
  readonly name?: string;
  /** How many compiled programs are cached. Default 64. */
  readonly maxSessions?: number;
  /** Flush once this many operations are pending, even if no tensor has been read. Default 20000. */
  readonly maxPendingNodes?: number;
  /**
   * After this many runs with the same weights a program is compiled again with the weights as constants,
   * which ONNX Runtime rearranges ahead of time. Default 3.
   */
  readonly runsBeforeFreezingWeights?: number;
  /**
   * Whether to use what makes training faster than standard ONNX operators and TF.js's gradients: ONNX
   * Runtime's undocumented NCHWc operators, Winograd convolutions, and gradients with fewer passes over
   * memory. Results agree to the accuracy of float32. Default true.
   */
  readonly accelerate?: boolean;
}

/**
 * Registers the backend and its kernels with TF.js; `tf.setBackend('onnxruntime')` then selects it.
 * Registering a name again replaces the backend, and its tensors are lost.
 *
 * @returns the name under which it is registered.
 * @throws OnnxRuntimeError `missing-package` or `runtime-unavailable` if onnxruntime-node cannot be used.
 */
export function registerOnnxRuntimeBackend(options: RegisterOptions = {}): string {
  const runtime = loadOnnxRuntime();
  const name = options.name ?? BACKEND_NAME;
  const known = findBackendFactory(name) !== null;
  if (known) removeBackend(name);
  registerBackend(name, () => createBackend(runtime, options), PRIORITY);
  if (!known) registerKernels(name);
  if (options.accelerate !== false) overrideGradients();
  return name;
}

function createBackend(runtime: OnnxRuntime, options: RegisterOptions): ReplayingBackend {
  const {
    maxSessions = 64,
    maxPendingNodes = 20_000,
    runsBeforeFreezingWeights = 3,
    accelerate = true,
    ...session
  } = options;
  return new ReplayingBackend(
    runtime,
    { ...session, maxSessions, maxPendingNodes, runsBeforeFreezingWeights, accelerate },
    tfjs,
    accelerate ? nchwcBlockSize(runtime, options.providers?.[0] ?? 'cpu') : undefined,
  );
}
