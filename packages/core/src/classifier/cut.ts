import type * as tf from '@tensorflow/tfjs-core';
import type { HeadKind } from '../heads/kind.js';

/**
 * A network cut in two at a convolutional map, all that explanation needs to know: the features up to
 * the map, and the head from the map to the logits. Both are pure, run in inference mode and are
 * differentiable. A hand-written object serves as well as one of ours.
 */
export interface Cut {
  readonly specificationVersion: 'v1';
  /** Name of the layer whose output the map is. */
  readonly name: string;
  /** Shape of the map for one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Whether the map is never negative, as after a ReLU. */
  readonly rectified: boolean;
  readonly kind: HeadKind;
  /** Class names, where they are known. */
  readonly classes?: readonly string[];
  /** Images [batch, height, width, channels] to maps. */
  features(x: tf.Tensor4D): tf.Tensor4D;
  /** Maps to logits [batch, units]. */
  logits(a: tf.Tensor4D): tf.Tensor2D;
  /** Where the head is dense on global average pooling: the dense kernel [channels, units]. */
  linear?(): tf.Tensor2D;
  /**
   * The same network and weights with another function in place of every ReLU, for guided backpropagation.
   */
  withRelu?(relu: (x: tf.Tensor) => tf.Tensor): Cut;
}
