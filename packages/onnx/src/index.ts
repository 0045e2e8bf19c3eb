export { type BackendOptions, type EngineState, OnnxRuntimeBackend } from './backend/backend.js';
export { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from './backend/register.js';
export {
  type Exportable,
  type ExportedFunction,
  type ExportedInput,
  exportOnnx,
} from './export/export-model.js';
export type { TensorFunction } from './export/trace.js';
export { ONNXRUNTIME_VERSION } from './runtime/binding.js';
export { createOnnxRuntime, type OnnxRuntimeOptions, onnxRuntime } from './runtime/onnx-runtime.js';
