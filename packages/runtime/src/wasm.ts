import * as tf from '@tensorflow/tfjs-core';
import { activateBackend, loadBackend, unavailable, versions } from './backend.js';
import { cpuName } from './host.js';
import { importError, type ModuleExports } from './importing.js';
import type { Runtime } from './runtime.js';
import { checkWebAssembly, locateBinaries, usesThreads } from './wasm-binaries.js';
import { registerWasmOverflow } from './wasm-overflow/register.js';
import { registerWasmTraining } from './wasm-training/register.js';

const specifier = '@tensorflow/tfjs-backend-wasm';

async function load(): Promise<ModuleExports> {
  try {
    return await import('@tensorflow/tfjs-backend-wasm');
  } catch (cause) {
    throw importError(specifier, cause);
  }
}

/**
 * WebAssembly with SIMD, and the kernels that training needs on top. On one core, or on all of them in a page that is
 * cross-origin isolated.
 */
export const wasm: Runtime = {
  specificationVersion: 'v1',
  name: 'wasm',
  async start() {
    checkWebAssembly();
    const exports = await loadBackend('wasm', load);
    registerWasmTraining();
    registerWasmOverflow();
    if (!Object.hasOwn(tf.engine().registry, 'wasm')) await initialize(exports);
    await activateBackend('wasm');
    const threads = typeof exports.getThreadsCount === 'function' ? exports.getThreadsCount() : 1;
    return {
      name: 'wasm',
      backend: 'wasm',
      device: threads > 1 ? `${cpuName()}, ${threads} threads` : cpuName(),
      isGpu: false,
      versions: versions({ [specifier]: exports.version_wasm }),
    };
  },
};

/** How long threads may take to start once the binary is here. */
const limitMs = 10_000;

async function initialize(exports: ModuleExports): Promise<void> {
  const fault = await locateBinaries(exports);
  if ((await usesThreads()) && !(await threadsStart())) {
    console.warn('@convzoo/runtime: the threads of the wasm backend did not start; it runs on one core.');
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
  if ((await tf.setBackend('wasm')) || fault === undefined) return;
  throw unavailable(
    'wasm',
    fault,
    "Copy the .wasm files of @tensorflow/tfjs-backend-wasm/dist to where the page can fetch them, and call its setWasmPaths('/folder/').",
  );
}

/**
 * Starts the backend with threads. It sends them the text of a function, which names a variable outside if a bundler
 * has minified it: then each thread fails, and the backend would wait forever.
 */
async function threadsStart(): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let onError = (_: ErrorEvent): void => {};
  const failure = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
    onError = (event) => {
      // The backend throws what its threads report.
      if (!(event.error instanceof ErrorEvent)) return;
      event.preventDefault();
      resolve(false);
    };
  });
  globalThis.addEventListener('error', onError);
  const started = await Promise.race([tf.setBackend('wasm'), failure]);
  clearTimeout(timer);
  // The other threads are going to fail as the first one did.
  setTimeout(() => globalThis.removeEventListener('error', onError), started ? 0 : limitMs);
  return started;
}
