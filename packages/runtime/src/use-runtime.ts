import { ConvzooError, describe, nearest } from '@convzoo/core/errors';
import * as tf from '@tensorflow/tfjs-core';
import { cpu } from './cpu.js';
import { lacksGpu } from './host.js';
import { onnxruntime } from './onnxruntime.js';
import type { Runtime, RuntimeInfo } from './runtime.js';
import { tensorflow } from './tensorflow.js';
import { tensorflowGpu } from './tensorflow-gpu.js';
import { wasm } from './wasm.js';
import { webgl } from './webgl.js';
import { webgpu } from './webgpu.js';

interface Candidate {
  runtime: Runtime;
  /** On an emulated GPU the candidate is slower than those after it, so it only counts on a real one. */
  gpuOnly?: boolean;
}

/** The best first. */
const candidates: readonly Candidate[] = [
  // Tuned kernels (cuDNN) for an NVIDIA GPU.
  { runtime: tensorflowGpu, gpuOnly: true },
  // Any GPU, with compute shaders.
  { runtime: webgpu, gpuOnly: true },
  // Any GPU in a browser, with shaders meant for drawing.
  { runtime: webgl, gpuOnly: true },
  // All cores, and graphs optimized as a whole.
  { runtime: onnxruntime },
  // All cores, one operation at a time.
  { runtime: tensorflow },
  // One core, with SIMD.
  { runtime: wasm },
  // One core, always there.
  { runtime: cpu },
];

export type RuntimeName =
  | 'tensorflow-gpu'
  | 'webgpu'
  | 'webgl'
  | 'onnxruntime'
  | 'tensorflow'
  | 'wasm'
  | 'cpu';

/** A better runtime that was not taken, and why. */
export interface PassedOver {
  readonly name: string;
  readonly reason: string;
}

export interface RuntimeReport extends RuntimeInfo {
  /** The better runtimes that were tried first; empty where one was asked for by name. */
  readonly passedOver: readonly PassedOver[];
}

export interface UseRuntimeOptions {
  /** Runtimes of other packages. One takes the place of ours of the same name; others are asked for by name. */
  readonly adapters?: readonly Runtime[];
}

/**
 * Starts a runtime, after which all of TF.js computes on it: the one named, or with `'auto'` the best
 * one that works here. Throws `unknown-name`, `missing-package` or `runtime-unavailable`; the
 * backend that was current before then still is.
 */
export async function useRuntime(
  name: RuntimeName | 'auto' | (string & {}),
  { adapters = [] }: UseRuntimeOptions = {},
): Promise<RuntimeReport> {
  const previous: string | undefined = tf.engine().backendName;
  try {
    if (name === 'auto') return await startBest(adapters);
    return { ...(await named(name, adapters).start()), passedOver: [] };
  } catch (error) {
    if (previous !== undefined) await tf.setBackend(previous);
    throw error;
  }
}

function named(name: string, adapters: readonly Runtime[]): Runtime {
  const runtimes = [...adapters, ...candidates.map(({ runtime }) => runtime)];
  const found = runtimes.find((runtime) => runtime.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(runtimes.map((runtime) => runtime.name))];
  throw new ConvzooError('unknown-name', {
    subject: 'runtime',
    expected: `auto, ${names.join(', ')}`,
    found: describe(name),
    remedy: `Did you mean ${nearest(name, names)}?`,
  });
}

async function startBest(adapters: readonly Runtime[]): Promise<RuntimeReport> {
  const passedOver: PassedOver[] = [];
  const withoutGpu = lacksGpu();
  for (const { runtime, gpuOnly = false } of candidates) {
    const { name } = runtime;
    const adapter = named(name, adapters);
    if (gpuOnly && withoutGpu && adapter === runtime) {
      // Starting our own would take time to find that out, and some drivers complain on the terminal.
      passedOver.push({ name, reason: 'this machine has no GPU' });
      continue;
    }
    try {
      const info = await adapter.start();
      if (info.isGpu || !gpuOnly) return { ...info, passedOver };
      passedOver.push({ name, reason: `runs on ${info.device}, which was not proved to be a GPU` });
    } catch (error) {
      passedOver.push({ name, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new ConvzooError('runtime-unavailable', {
    subject: 'runtime auto',
    expected: 'one runtime that works',
    found: passedOver.map(({ name, reason }) => `${name}: ${reason}`).join('; '),
    remedy: 'Install @tensorflow/tfjs-backend-wasm or @tensorflow/tfjs-backend-cpu.',
  });
}
