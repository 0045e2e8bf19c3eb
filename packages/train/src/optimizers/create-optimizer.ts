import { type AdamWOptions, adamW } from './adamw.js';
import type { Optimizer } from './optimizer.js';
import { type SgdOptions, sgd } from './sgd.js';

export type OptimizerOptions =
  | ({ readonly kind: 'sgd' } & SgdOptions)
  | ({ readonly kind: 'adamw' } & AdamWOptions);

export function createOptimizer(options: OptimizerOptions): Optimizer {
  return options.kind === 'sgd' ? sgd(options) : adamW(options);
}
