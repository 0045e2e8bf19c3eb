import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { randomNumbers } from '../random.js';
import { fromTfLayer, type Layer } from './layer.js';
import { only } from './tensors.js';

/**
 * Zeroes each value with probability `rate` in training, scaling up the rest by 1 / (1 - rate); the identity
 * otherwise (Srivastava et al. 2014). The masks are the same on every backend: see `seedDropout`.
 */
export function dropout(name: string, rate: number): Layer {
  return fromTfLayer(() => new SeededDropout({ name, rate }));
}

/**
 * Stochastic depth (Huang et al. 2016, https://arxiv.org/abs/1603.09382), at the end of a residual branch:
 * zeroes the branch of a whole image with probability `rate` in training, scaling up the others by 1 / (1 -
 * rate).
 */
export function stochasticDepth(name: string, rate: number): Layer {
  return fromTfLayer(() => new SeededDropout({ name, rate, perImage: true }));
}

/**
 * Restarts the masks of all dropout and stochastic depth layers of a model: the same seed gives the same
 * masks. A training loop that seeds each step by the step's number has no other random state to keep.
 */
export function seedDropout(model: tfl.LayersModel, seed: string): void {
  for (const layer of model.layers) {
    if (layer instanceof SeededDropout) layer.seed(seed);
  }
}

export class SeededDropout extends tfl.layers.Layer {
  static readonly className = 'SeededDropout';
  readonly rate: number;
  /** Whether all values of an image share one decision. */
  readonly perImage: boolean;
  private next: () => number;

  constructor({ rate, perImage = false, ...args }: { name?: string; rate: number; perImage?: boolean }) {
    super(args);
    this.rate = rate;
    this.perImage = perImage;
    this.next = randomNumbers(this.name);
  }

  seed(seed: string): void {
    this.next = randomNumbers(`${seed}/${this.name}`);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const x = only(inputs);
    if (kwargs.training !== true || this.rate === 0) return x;
    const shape = this.perImage ? x.shape.map((size, axis) => (axis === 0 ? size : 1)) : x.shape;
    const mask = new Float32Array(shape.reduce((product, size) => product * size, 1));
    for (let i = 0; i < mask.length; i++) mask[i] = this.next() < this.rate ? 0 : 1 / (1 - this.rate);
    return tf.tidy(() => tf.mul(x, tf.tensor(mask, shape)));
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), rate: this.rate, perImage: this.perImage };
  }
}
tf.serialization.registerClass(SeededDropout);
