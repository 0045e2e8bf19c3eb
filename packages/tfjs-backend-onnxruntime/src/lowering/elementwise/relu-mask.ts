import type { Value } from '../../engine/value.js';

const factors = new WeakMap<Value, Value>();

/**
 * Notes that where `exact` is a factor of a product, `factor` may stand in for it.
 *
 * This is for TF.js's gradient of relu, `dy * step(x)`: a step that is NaN for NaN takes three more passes
 * over memory than one that is 0 there, and the NaN is in the forward pass already.
 */
export function approximateAsFactor(exact: Value, factor: Value): void {
  factors.set(exact, factor);
}

/** The value to multiply with in place of `value`. */
export function asFactor(value: Value): Value {
  return (value.producer && factors.get(value)) ?? value;
}
