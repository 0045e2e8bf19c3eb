import { ConvzooError, type ImageClassifier } from '@convzoo/core';
import type { Batch } from '@convzoo/data';
import * as tf from '@tensorflow/tfjs-core';
import type { Parameter } from './parameters.js';

export interface LossAndGradients {
  readonly loss: tf.Scalar;
  /** In the order of the parameters. */
  readonly gradients: readonly tf.Tensor[];
}

/** The mean loss of a batch in training mode, and its gradient with respect to each parameter. */
export function lossAndGradients(
  classifier: ImageClassifier,
  parameters: readonly Parameter[],
  batch: Pick<Batch, 'inputs' | 'inputShape' | 'targets'>,
): LossAndGradients {
  const { head } = classifier;
  return tf.tidy(() => {
    const count = batch.targets.length / head.units;
    const x = tf.tensor4d(batch.inputs, [count, ...batch.inputShape]);
    const targets = tf.tensor2d(batch.targets, [count, head.units]);
    const { value, grads } = tf.variableGrads(
      () => head.loss(targets, classifier.trainingLogits(x)),
      parameters.map(({ variable }) => variable),
    );
    return { loss: value, gradients: parameters.map((parameter) => gradientOf(parameter, grads)) };
  });
}

function gradientOf({ name, variable }: Parameter, grads: tf.NamedTensorMap): tf.Tensor {
  const gradient = grads[variable.name];
  if (gradient != null) return gradient;
  throw new ConvzooError('invalid-model', {
    subject: `weight ${name}`,
    expected: 'an influence on the loss',
    found: 'none',
    remedy: 'Freeze the layer, or use it.',
  });
}

/** The mean over several batches. Frees what it is given. */
export function meanGradients(parts: readonly LossAndGradients[]): LossAndGradients {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  const mean = tf.tidy(() => ({
    loss: tf.div<tf.Scalar>(tf.addN(parts.map(({ loss }) => loss)), parts.length),
    gradients: first!.gradients.map((_, i) =>
      tf.div(tf.addN(parts.map(({ gradients }) => gradients[i]!)), parts.length),
    ),
  }));
  for (const { loss, gradients } of parts) tf.dispose([loss, ...gradients]);
  return mean;
}

/**
 * Scales all gradients down together where their common L2 norm is above `maxNorm` (Pascanu et al. 2012), as
 * PyTorch's `clip_grad_norm_`. Frees what it is given.
 */
export function clipGradients(gradients: readonly tf.Tensor[], maxNorm: number): tf.Tensor[] {
  const clipped = tf.tidy(() => {
    const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
    const scale = tf.minimum(1, tf.div(maxNorm, tf.add(norm, 1e-6)));
    return gradients.map((gradient) => tf.mul(gradient, scale));
  });
  tf.dispose([...gradients]);
  return clipped;
}
