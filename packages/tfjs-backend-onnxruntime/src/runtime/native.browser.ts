import { unavailable } from '../errors.js';
import type { OnnxRuntime } from './binding.js';

/** @throws OnnxRuntimeError `runtime-unavailable` */
export function loadOnnxRuntime(): OnnxRuntime {
  const remedy = 'Pages run ONNX Runtime through onnxruntime-web, as `compile` of @convzoo/onnx does.';
  throw unavailable('onnxruntime-node', 'no Node.js, which ONNX Runtime’s native library needs', remedy);
}

/** Nothing is known of libraries in a page. */
export function libraryProblem(_provider: string): string | undefined {
  return undefined;
}

/** A page does not learn its processor's name. */
export function processorName(): string {
  return 'CPU';
}
