import { loadOnnxRuntime } from '#native';
import type { OnnxRuntime } from './binding.js';

/** ONNX Runtime for work that may not need it, such as recording: it is loaded with the first use. */
export const deferredOnnxRuntime: OnnxRuntime = {
  get version() {
    return loadOnnxRuntime().version;
  },
  get Tensor() {
    return loadOnnxRuntime().Tensor;
  },
  get providers() {
    return loadOnnxRuntime().providers;
  },
  createSession: () => loadOnnxRuntime().createSession(),
};

/** ONNX Runtime, or undefined where it does not load, as in a page. */
export function findOnnxRuntime(): OnnxRuntime | undefined {
  try {
    return loadOnnxRuntime();
  } catch {
    return undefined;
  }
}
