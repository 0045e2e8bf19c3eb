export { type BackendOptions, type EngineState, OnnxRuntimeBackend } from './backend/backend.js';
export { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from './backend/register.js';
export { ONNXRUNTIME_VERSION } from './runtime/binding.js';
export { createOnnxRuntime, type OnnxRuntimeOptions, onnxRuntime } from './runtime/onnx-runtime.js';
