export { type BackendOptions, type EngineState, OnnxRuntimeBackend } from './backend/backend.js';
export {
  createOnnxRuntime,
  type OnnxRuntimeInfo,
  type OnnxRuntimeOptions,
  type OnnxRuntimeStarter,
  onnxRuntime,
} from './backend/onnx-runtime.js';
export { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from './backend/register.js';
export { type ErrorCode, OnnxRuntimeError } from './errors.js';
export { ONNXRUNTIME_VERSION } from './runtime/binding.js';
