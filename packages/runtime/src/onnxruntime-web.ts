import { cpu } from './cpu.js';
import { cpuName } from './host.js';
import { importError } from './importing.js';
import type { Runtime, RuntimeInfo } from './runtime.js';
import { wasm } from './wasm.js';

const specifier = '@convzoo/tfjs-backend-onnxruntime';

async function load(): Promise<typeof import('@convzoo/tfjs-backend-onnxruntime/web')> {
  try {
    return await import('@convzoo/tfjs-backend-onnxruntime/web');
  } catch (cause) {
    throw importError(specifier, cause);
  }
}

/**
 * ONNX Runtime in WebAssembly, for compiled inference. What is not compiled, such as training and explanation, runs on
 * TF.js's wasm, or on cpu where that does not start.
 */
export const onnxruntimeWeb: Runtime = {
  specificationVersion: 'v1',
  name: 'onnxruntime-web',
  async start() {
    const { startWebEngine } = await load();
    const engine = await startWebEngine('wasm');
    const { backend, versions } = await startTensorFlow();
    return {
      name: 'onnxruntime-web',
      backend,
      device: `${cpuName()}, ${engine.device}`,
      isGpu: false,
      versions: { ...versions, 'onnxruntime-web': engine.version },
    };
  },
  async compile(compute, shape) {
    const { compileFunction, startWebEngine } = await load();
    return await compileFunction(await startWebEngine('wasm'), compute, shape);
  },
};

async function startTensorFlow(): Promise<RuntimeInfo> {
  return await wasm.start().catch(() => cpu.start());
}
