import { activateBackend, loadBackend, unavailable, versions } from './backend.js';
import { importError, importNative, type ModuleExports } from './importing.js';
import type { Runtime } from './runtime.js';
import { namesSoftware } from './software-gpu.js';

const specifier = '@tensorflow/tfjs-backend-webgpu';

async function load(): Promise<ModuleExports> {
  try {
    return await import('@tensorflow/tfjs-backend-webgpu');
  } catch (cause) {
    throw importError(specifier, cause);
  }
}

/** WebGPU: the page's own, or in Node that of Dawn, from the package `webgpu`. */
export const webgpu: Runtime = {
  specificationVersion: 'v1',
  name: 'webgpu',
  async start() {
    const gpu = await findGpu();
    // The backend asks for its adapter with the same preference, so this is the one it gets.
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (adapter === null) {
      throw unavailable(
        'webgpu',
        'no adapter',
        'Install the driver of the GPU: Vulkan, Metal or Direct3D 12.',
      );
    }
    await loadBackend('webgpu', load);
    await activateBackend('webgpu');
    const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
    const words = [vendor, architecture, device, description];
    return {
      name: 'webgpu',
      backend: 'webgpu',
      device: description || words.filter(Boolean).join(' ') || 'unnamed WebGPU adapter',
      isGpu: isFallbackAdapter === false && !namesSoftware(...words),
      versions: versions(),
    };
  },
};

async function findGpu(): Promise<GPU> {
  if (typeof navigator === 'undefined' || !('gpu' in navigator)) await installDawn();
  return navigator.gpu;
}

/** Puts Dawn where TF.js looks for WebGPU: in `navigator.gpu`, and its classes in the global scope. */
async function installDawn(): Promise<void> {
  const { create, globals } = await importNative('webgpu');
  if (typeof create !== 'function' || typeof globals !== 'object') {
    throw unavailable('webgpu', 'a package webgpu without `create` and `globals`');
  }
  Object.assign(globalThis, globals);
  if (typeof navigator === 'undefined') {
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  }
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
}
