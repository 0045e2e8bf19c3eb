import { activateBackend, loadBackend, versions } from './backend.js';
import { cpuName } from './host.js';
import type { Runtime } from './runtime.js';
import { registerWasmTraining } from './wasm-training/register.js';

const specifier = '@tensorflow/tfjs-backend-wasm';

/** WebAssembly with SIMD on one core, and the kernels that training needs on top. */
export const wasm: Runtime = {
  specificationVersion: 'v1',
  name: 'wasm',
  async start() {
    const exports = await loadBackend('wasm', specifier);
    registerWasmTraining();
    await activateBackend('wasm');
    return {
      name: 'wasm',
      backend: 'wasm',
      device: cpuName(),
      isGpu: false,
      versions: versions({ [specifier]: exports.version_wasm }),
    };
  },
};
