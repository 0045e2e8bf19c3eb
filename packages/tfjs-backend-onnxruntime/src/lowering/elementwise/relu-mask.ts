import type { Value } from '../../engine/value.js';

const masks = new WeakMap<Value, Value>();

/**
 * Lets products use a mask in place of the exact step function that they multiply by.
 *
 * TF.js's gradient of relu is `dy * step(x)`. A step that is NaN for NaN takes three more passes over memory
 * than a mask that is 0 there, and the forward pass has the NaN already.
 */
export function setReluMask(step: Value, mask: Value): void {
  masks.set(step, mask);
}

/** What to multiply by in place of `value`: its mask, if it has one. */
export function reluMaskOf(value: Value): Value {
  return (value.producer && masks.get(value)) ?? value;
}
