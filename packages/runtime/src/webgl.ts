import * as tf from '@tensorflow/tfjs-core';
import { activateBackend, loadBackend, unavailable, versions } from './backend.js';
import { importError, type ModuleExports } from './importing.js';
import type { Runtime } from './runtime.js';
import { namesSoftware } from './software-gpu.js';

const specifier = '@tensorflow/tfjs-backend-webgl';

async function load(): Promise<ModuleExports> {
  try {
    return await import('@tensorflow/tfjs-backend-webgl');
  } catch (cause) {
    throw importError(specifier, cause);
  }
}

/** The browser's GPU through WebGL 2 or 1, where there is no WebGPU. */
export const webgl: Runtime = {
  specificationVersion: 'v1',
  name: 'webgl',
  async start() {
    if (typeof document === 'undefined' && typeof OffscreenCanvas === 'undefined') {
      throw unavailable('webgl', 'no canvas, which only browsers have');
    }
    const exports = await loadBackend('webgl', load);
    await activateBackend('webgl');
    const renderer = rendererOf(tf.backend());
    return {
      name: 'webgl',
      backend: 'webgl',
      device: renderer ?? 'unnamed WebGL renderer',
      isGpu: renderer !== undefined && !namesSoftware(renderer),
      versions: versions({ [specifier]: exports.version_webgl }),
    };
  },
};

/** The renderer of the very context that the backend draws with, if the browser tells. */
function rendererOf(backend: object): string | undefined {
  const gpgpu: unknown = 'gpgpu' in backend ? backend.gpgpu : undefined;
  if (typeof gpgpu !== 'object' || gpgpu === null || !('gl' in gpgpu)) return undefined;
  const { gl } = gpgpu;
  if (!(gl instanceof WebGL2RenderingContext || gl instanceof WebGLRenderingContext)) return undefined;
  const unmasked = gl.getExtension('WEBGL_debug_renderer_info');
  const renderer: unknown = gl.getParameter(unmasked?.UNMASKED_RENDERER_WEBGL ?? gl.RENDERER);
  return typeof renderer === 'string' && renderer !== '' ? renderer : undefined;
}
