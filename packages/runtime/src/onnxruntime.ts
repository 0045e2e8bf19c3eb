import { unavailable } from './backend.js';
import { importOptional } from './import-optional.js';
import { isRuntime, type Runtime } from './runtime.js';

const specifier = '@convzoo/tfjs-backend-onnxruntime';

/** ONNX Runtime on all cores, in Node. */
export const onnxruntime: Runtime = {
  specificationVersion: 'v1',
  name: 'onnxruntime',
  async start() {
    const { onnxRuntime } = await importOptional(specifier);
    if (!isRuntime(onnxRuntime)) {
      throw unavailable('onnxruntime', `a package ${specifier} without the runtime \`onnxRuntime\``);
    }
    return onnxRuntime.start();
  },
};
