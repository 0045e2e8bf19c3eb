/**
 * ONNX Runtime in pages, workers, and Node without native parts: the package onnxruntime-web. It runs models, and is no
 * backend of TF.js, whose kernels may not wait. For tools such as `@convzoo/onnx`; it may change with any minor version.
 */

export { findAdapter } from './web/adapter.js';
export { type CompiledFunction, compileFunction } from './web/compile-function.js';
export { isWebProvider, startWebEngine, type WebEngine, type WebOptions } from './web/engine.js';
export { setOnnxRuntimeWebFiles } from './web/files.js';
export type { Floats, WebSession } from './web/session.js';
