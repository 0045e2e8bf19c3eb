import type { StateDict } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Parameter } from '../parameters.js';

/** Turns gradients into new weights. State such as momentum is kept by the parameter's name. */
export interface Optimizer {
  /** Updates the parameters in place; `gradients` are in their order and stay the caller's. */
  update(parameters: readonly Parameter[], gradients: readonly tf.Tensor[], learningRate: number): void;
  /** A copy of the state, for a checkpoint. */
  exportState(): Promise<StateDict>;
  /** Replaces the state. */
  loadState(state: StateDict): void;
  dispose(): void;
}
