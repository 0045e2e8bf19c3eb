import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomNumbers } from '../init/random.js';
import { applySymbolic, type Layer } from './layer.js';
import { only } from './tensors.js';

/**
 * Zeroes each value with probability `rate` in training, scaling up the rest by 1 / (1 - rate); the identity
 * otherwise (Srivastava et al. 2014). The masks are the same on every backend: see `seedDropout`.
 */
export function dropout(name: string, rate: number): Layer {
  return (x) => applySymbolic(new SeededDropout({ name, rate }), x);
}

/**
 * Starts the masks of all dropout layers of a model anew: from the same seed follow the same masks. A
 * training loop that seeds each step by the step's number has no other random state to keep.
 */
export function seedDropout(model: tfl.LayersModel, seed: string): void {
  for (const layer of model.layers) {
    if (layer instanceof SeededDropout) layer.seed(seed);
  }
}

export class SeededDropout extends tfl.layers.Layer {
  static readonly className = 'SeededDropout';
  readonly rate: number;
  private next: () => number;

  constructor({ rate, ...args }: { name?: string; rate: number }) {
    super(args);
    this.rate = rate;
    this.next = randomNumbers(this.name);
  }

  seed(seed: string): void {
    this.next = randomNumbers(`${seed}/${this.name}`);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = only(inputs);
    if (kwargs.training !== true || this.rate === 0) return x;
    const mask = new Float32Array(x.size);
    for (let i = 0; i < mask.length; i++) mask[i] = this.next() < this.rate ? 0 : 1 / (1 - this.rate);
    return tf.tidy(() => tf.mul(x, tf.tensor(mask, x.shape)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate };
  }
}
tf.serialization.registerClass(SeededDropout);
