import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { cpu } from './cpu.js';
import { onnxruntime } from './onnxruntime.js';
import { onnxruntimeWeb } from './onnxruntime-web.js';
import type { Runtime } from './runtime.js';
import { tensorflow } from './tensorflow.js';
import { tensorflowGpu } from './tensorflow-gpu.js';
import { wasm } from './wasm.js';
import { webgl } from './webgl.js';
import { webgpu } from './webgpu.js';

export type RuntimeName =
  | 'tensorflow-gpu'
  | 'webgpu'
  | 'webgl'
  | 'onnxruntime'
  | 'tensorflow'
  | 'onnxruntime-web'
  | 'wasm'
  | 'cpu';

/** A runtime that `auto` considers. */
export interface Candidate {
  readonly runtime: Runtime;
  /** `gpu`: considered on hardware alone, as an emulated GPU is slow. `fallback`: taken if no other starts. */
  readonly only?: 'gpu' | 'fallback';
}

/** The order in which they are tried, and in which they are taken where nothing has been measured. */
export const candidates: readonly Candidate[] = [
  // Tuned kernels (cuDNN) for an NVIDIA GPU.
  { runtime: tensorflowGpu, only: 'gpu' },
  // Any GPU, with compute shaders.
  { runtime: webgpu, only: 'gpu' },
  // Any GPU in a browser, with shaders meant for drawing.
  { runtime: webgl, only: 'gpu' },
  // All cores, and graphs optimized as a whole.
  { runtime: onnxruntime },
  // All cores, one operation at a time.
  { runtime: tensorflow },
  // WebAssembly, and graphs optimized as a whole: inference alone.
  { runtime: onnxruntimeWeb },
  // WebAssembly with SIMD.
  { runtime: wasm },
  // Plain JavaScript, always there.
  { runtime: cpu, only: 'fallback' },
];

/** @throws ConvzooError `unknown-name`, with the nearest name */
export function runtimeNamed(name: string, adapters: readonly Runtime[] = []): Runtime {
  const runtimes = [...adapters, ...candidates.map(({ runtime }) => runtime)];
  const found = runtimes.find((runtime) => runtime.name === name);
  if (found !== undefined) return found;
  const names = [...new Set(runtimes.map((runtime) => runtime.name))];
  throw new ConvzooError('unknown-name', {
    subject: 'runtime',
    expected: `auto, ${names.join(', ')}`,
    found: describe(name),
    remedy: didYouMean(name, names),
  });
}
