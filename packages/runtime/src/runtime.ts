import type * as tf from '@tensorflow/tfjs-core';

/** What a runtime proved when it started; nothing here is assumed from a name or a setting. */
export interface RuntimeInfo {
  /** Name of the runtime, such as `tensorflow`. */
  readonly name: string;
  /** The TF.js backend that now runs every operation. */
  readonly backend: string;
  /** What computes, in the words of its driver or system. */
  readonly device: string;
  /** True only for hardware: a driver that emulates a GPU on the CPU is none. */
  readonly isGpu: boolean;
  /** Versions by package or library, as far as they tell. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A function of one tensor that runs without TF.js. */
export interface CompiledFunction {
  run(values: Float32Array): Promise<Float32Array>;
  dispose(): void;
}

/** An engine that can run TF.js operations. A package that brings another engine exports one of these. */
export interface Runtime {
  readonly specificationVersion: 'v1';
  readonly name: string;
  /**
   * Loads the engine, makes it TF.js's current backend and checks the result of a small computation on
   * it. May be called again. Throws `missing-package` where a package is not installed, and
   * `runtime-unavailable` where the engine does not start, computes wrongly or lacks its hardware.
   */
  start(): Promise<RuntimeInfo>;
  /**
   * Compiles a function of one float32 tensor of a fixed shape, where inference runs elsewhere than TF.js's operations
   * do. Left out where it runs on TF.js's backend.
   */
  readonly compile?: (
    compute: (x: tf.Tensor) => tf.Tensor,
    shape: readonly number[],
  ) => Promise<CompiledFunction>;
}

export function isRuntime(value: unknown): value is Runtime {
  return (
    typeof value === 'object' &&
    value !== null &&
    'specificationVersion' in value &&
    value.specificationVersion === 'v1' &&
    'start' in value &&
    typeof value.start === 'function'
  );
}
