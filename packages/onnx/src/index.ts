export type { OnnxModel, TensorFunction } from '@convzoo/tfjs-backend-onnxruntime/recorder';
export { setOnnxRuntimeWebFiles } from '@convzoo/tfjs-backend-onnxruntime/web';
export { type CompileFileOptions, type CompileOptions, compile } from './compile/compile.js';
export type { CompiledClassifier } from './compile/compiled-classifier.js';
export type { CompiledModel, CompiledNetwork } from './compile/compiled-model.js';
export type { SessionOptions } from './compile/engine.js';
export {
  type Exportable,
  type ExportedFunction,
  type ExportedInput,
  exportOnnx,
} from './export/export-model.js';
export { type QuantizedModel, type QuantizeOptions, quantize } from './quantize/quantize.js';
export type { CalibrationMethod } from './quantize/ranges.js';
export type { LayerError, QuantizationReport } from './quantize/report.js';
