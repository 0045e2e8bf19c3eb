export { type BackendOptions, type EngineState, OnnxRuntimeBackend } from './backend/backend.js';
export { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from './backend/register.js';
export {
  type CompiledModel,
  type CompileOptions,
  compile,
  compileModel,
  type SessionChoices,
} from './compile/compile.js';
export { type CompiledClassifier, compileClassifier } from './compile/compile-classifier.js';
export { type CompileFileOptions, compileFile } from './compile/compile-file.js';
export {
  type Exportable,
  type ExportedFunction,
  type ExportedInput,
  exportOnnx,
} from './export/export-model.js';
export type { TensorFunction } from './export/trace.js';
export type { OnnxModel } from './model/model.js';
export { type QuantizedModel, type QuantizeOptions, quantize } from './quantize/quantize.js';
export type { CalibrationMethod } from './quantize/ranges.js';
export type { LayerError, QuantizationReport } from './quantize/report.js';
export { ONNXRUNTIME_VERSION } from './runtime/binding.js';
export { createOnnxRuntime, type OnnxRuntimeOptions, onnxRuntime } from './runtime/onnx-runtime.js';
