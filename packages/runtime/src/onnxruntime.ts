import { unavailable } from './backend.js';
import { importOptional } from './import-optional.js';
import { isRuntime, type Runtime } from './runtime.js';

/** ONNX Runtime, whose adapter is a package of its own: `onnxRuntime` of `@convzoo/tfjs-backend-onnxruntime`. */
export const onnxruntime: Runtime = {
  specificationVersion: 'v1',
  name: 'onnxruntime',
  async start() {
    const { onnxRuntime } = await importOptional('@convzoo/tfjs-backend-onnxruntime');
    if (!isRuntime(onnxRuntime)) {
      throw unavailable(
        'onnxruntime',
        'a package @convzoo/tfjs-backend-onnxruntime without the runtime `onnxRuntime`',
      );
    }
    return onnxRuntime.start();
  },
};
