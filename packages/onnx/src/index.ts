export { type BackendOptions, OnnxRuntimeBackend } from './backend/backend.js';
export {
  BACKEND_NAME,
  type RegisterOptions,
  registerOnnxRuntimeBackend,
} from './backend/register.js';
export { OnnxError, type OnnxErrorKind } from './errors.js';
export { ONNXRUNTIME_VERSION } from './runtime/binding.js';
