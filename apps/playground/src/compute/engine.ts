import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-webgl';
import '@tensorflow/tfjs-backend-webgpu';
import { useRuntime } from '@convzoo/runtime';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import plain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import simd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import threaded from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url';
import type { EngineInfo } from './jobs.js';

/** Starts the best engine that works here. */
export async function startEngine(): Promise<EngineInfo> {
  const address = (file: string): string => new URL(file, import.meta.url).href;
  setWasmPaths({
    'tfjs-backend-wasm.wasm': address(plain),
    'tfjs-backend-wasm-simd.wasm': address(simd),
    'tfjs-backend-wasm-threaded-simd.wasm': address(threaded),
  });
  const { name, device, isGpu } = await useRuntime('auto');
  return { name, device, isGpu };
}
