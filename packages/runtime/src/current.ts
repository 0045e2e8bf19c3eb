import * as tf from '@tensorflow/tfjs-core';
import type { Runtime, RuntimeInfo } from './runtime.js';

let current: { readonly runtime: Runtime; readonly info: RuntimeInfo } | undefined;

export function setCurrent(runtime: Runtime, info: RuntimeInfo): void {
  current = { runtime, info };
}

/** The runtime that was started last; undefined once TF.js computes on another backend than it set up. */
export function startedRuntime(): Runtime | undefined {
  return current?.info.backend === tf.engine().backendName ? current?.runtime : undefined;
}

/** Its name. */
export function currentRuntime(): string | undefined {
  return startedRuntime()?.name;
}
