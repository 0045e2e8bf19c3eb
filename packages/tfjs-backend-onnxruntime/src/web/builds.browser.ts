import type * as ort from 'onnxruntime-web';
import { type Build, importFailed, type WebProvider } from './build.js';

// The specifiers are literal and stand within `try`, so that bundlers take the package where it is installed, and go
// on where it is not.

async function loadWasm(): Promise<typeof ort> {
  try {
    return await import('onnxruntime-web/wasm');
  } catch (cause) {
    throw importFailed(cause);
  }
}

async function loadWebGpu(): Promise<typeof ort> {
  try {
    return await import('onnxruntime-web/webgpu');
  } catch (cause) {
    throw importFailed(cause);
  }
}

const gpuBuild: Build = { binary: 'ort-wasm-simd-threaded.asyncify.wasm', load: loadWebGpu };

/** The smallest build that has a provider. */
export const buildsOf: Readonly<Partial<Record<WebProvider, Build>>> = {
  wasm: { binary: 'ort-wasm-simd-threaded.wasm', load: loadWasm },
  webgpu: gpuBuild,
  webnn: gpuBuild,
};

/** Threads that the page may use: those of a page that is cross-origin isolated. */
export function availableThreads(): number {
  return globalThis.crossOriginIsolated ? navigator.hardwareConcurrency : 1;
}
