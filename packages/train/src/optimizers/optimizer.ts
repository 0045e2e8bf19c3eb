import type { StateDict } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { Parameter } from '../parameters.js';
import { type AdamWOptions, adamW } from './adamw.js';
import { type SgdOptions, sgd } from './sgd.js';

/** Turns gradients into new weights. Keeps what it remembers of each parameter by the parameter's name. */
export interface Optimizer {
  /** Updates the parameters in place; `gradients` are in their order and stay the caller's. */
  update(parameters: readonly Parameter[], gradients: readonly tf.Tensor[], learningRate: number): void;
  /** A copy of what it remembers, to be kept in a checkpoint. */
  exportState(): Promise<StateDict>;
  /** Replaces what it remembers. */
  loadState(state: StateDict): void;
  dispose(): void;
}

export type OptimizerOptions =
  | ({ readonly kind: 'sgd' } & SgdOptions)
  | ({ readonly kind: 'adamw' } & AdamWOptions);

export function createOptimizer(options: OptimizerOptions): Optimizer {
  return options.kind === 'sgd' ? sgd(options) : adamW(options);
}
