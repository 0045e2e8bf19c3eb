import { unavailable } from './backend.js';
import { nodeModule } from './host.js';
import { importNative } from './importing.js';
import { isRuntime, type Runtime } from './runtime.js';

const specifier = '@convzoo/tfjs-backend-onnxruntime';

/** ONNX Runtime on all cores, in Node. */
export const onnxruntime: Runtime = {
  specificationVersion: 'v1',
  name: 'onnxruntime',
  async start() {
    if (nodeModule('node:os') === undefined) {
      throw unavailable('onnxruntime', 'no Node.js, which ONNX Runtime’s native library needs');
    }
    const { onnxRuntime } = await importNative(specifier);
    if (!isRuntime(onnxRuntime)) {
      throw unavailable('onnxruntime', `a package ${specifier} without the runtime \`onnxRuntime\``);
    }
    return onnxRuntime.start();
  },
};
