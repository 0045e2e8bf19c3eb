import type { ImageClassifier } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';

/** What computes a model's logits. */
export interface Engine {
  /** Preprocessed images, one after the other, to their logits [images, units]. */
  logits(inputs: Float32Array): Promise<Float32Array>;
  dispose(): void;
}

/** A classifier on TensorFlow.js's current backend. The classifier stays the caller's. */
export function tensorflowEngine({ architecture, logits }: ImageClassifier): Engine {
  const [height, width, channels] = architecture.inputShape;
  return {
    logits: async (inputs) => {
      const images = inputs.length / (height * width * channels);
      const result = tf.tidy(() => logits(tf.tensor4d(inputs, [images, height, width, channels])));
      const values = await result.data<'float32'>();
      result.dispose();
      return values;
    },
    dispose: () => {},
  };
}
