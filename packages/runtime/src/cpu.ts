import { activateBackend, loadBackend, versions } from './backend.js';
import { cpuName } from './host.js';
import { importError, type ModuleExports } from './importing.js';
import type { Runtime } from './runtime.js';

const specifier = '@tensorflow/tfjs-backend-cpu';

async function load(): Promise<ModuleExports> {
  try {
    return await import('@tensorflow/tfjs-backend-cpu');
  } catch (cause) {
    throw importError(specifier, cause);
  }
}

/** Plain JavaScript: slow, exact and everywhere. */
export const cpu: Runtime = {
  specificationVersion: 'v1',
  name: 'cpu',
  async start() {
    const exports = await loadBackend('cpu', load);
    await activateBackend('cpu');
    return {
      name: 'cpu',
      backend: 'cpu',
      device: cpuName(),
      isGpu: false,
      versions: versions({ [specifier]: exports.version_cpu }),
    };
  },
};
