export { isRuntime, type Runtime, type RuntimeInfo } from './runtime.js';
export {
  type PassedOver,
  type RuntimeName,
  type RuntimeReport,
  type UseRuntimeOptions,
  useRuntime,
} from './use-runtime.js';
export { registerWasmTraining } from './wasm-training/register.js';
