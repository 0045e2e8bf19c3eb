export type { RuntimeName } from './candidates.js';
export type { RuntimeReport } from './choose-fastest.js';
export { currentRuntime } from './current.js';
export { measureSpeed, SPEED_MACS, type Speed, type TrainingSpeed } from './measure-speed.js';
export type { Measured, PassedOver } from './ranking.js';
export { type CompiledFunction, isRuntime, type Runtime, type RuntimeInfo } from './runtime.js';
export { type UseRuntimeOptions, useRuntime } from './use-runtime.js';
export { registerWasmTraining } from './wasm-training/register.js';
