/**
 * For tools that turn TF.js functions into ONNX models and run them, such as `@convzoo/onnx`. These are the
 * parts that the backend itself is made of: they may change with any minor version.
 */

export { loadOnnxRuntime } from '#native';
export { type InputType, type TensorFunction, type Trace, trace } from './backend/trace.js';
export { Executor } from './engine/executor.js';
export { type Folded, foldConstants } from './engine/fold.js';
export { modelOf, type Slice, sliceFor } from './engine/program.js';
export type { Program } from './engine/recorder.js';
export { createValue, type Node, type Operand, sizeOf, type Value } from './engine/value.js';
export { messageOf } from './errors.js';
export type { NCHWcOptions } from './lowering/graph/nchwc.js';
export {
  DATA_TYPES,
  type Dimension,
  type ElementData,
  type ElementType,
  encodeModel,
  numbersOf,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
  OPSET_VERSION,
} from './model/model.js';
export type { NativeSession, NativeValue, OnnxRuntime } from './runtime/binding.js';
export { findOnnxRuntime } from './runtime/deferred.js';
export { nchwcBlockSize } from './runtime/nchwc-layout.js';
export { startProvider } from './runtime/providers.js';
export { createSession } from './runtime/session.js';
