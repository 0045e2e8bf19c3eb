export type { OnnxModel, TensorFunction } from '@convzoo/tfjs-backend-onnxruntime/recorder';
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
export { type QuantizedModel, type QuantizeOptions, quantize } from './quantize/quantize.js';
export type { CalibrationMethod } from './quantize/ranges.js';
export type { LayerError, QuantizationReport } from './quantize/report.js';
