import { ConvzooError } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';

/** A weight that is being trained. */
export interface Parameter {
  /** `layer/role`, such as `conv1/kernel`: the same in every run. */
  readonly name: string;
  readonly variable: tf.Variable;
  /** Whether weight decay applies: to kernels, not to biases and norms. */
  readonly decays: boolean;
}

/** The weights of a model that are not frozen now. */
export function trainableParameters(model: tfl.LayersModel): Parameter[] {
  return model.trainableWeights.map((weight) => ({
    name: weight.originalName,
    variable: variableOf(weight),
    decays: weight.shape.length > 1,
  }));
}

/** All weights of a model, running statistics included, by the same names. */
export function allVariables(model: tfl.LayersModel): Map<string, tf.Variable> {
  return new Map(model.weights.map((weight) => [weight.originalName, variableOf(weight)]));
}

function variableOf(weight: tfl.LayerVariable): tf.Variable {
  const variable = weight.read();
  if (variable instanceof tf.Variable) return variable;
  throw new ConvzooError('invalid-model', {
    subject: `weight ${weight.originalName}`,
    expected: 'a TensorFlow.js variable',
    found: 'a tensor',
    remedy: 'Install a single copy of @tensorflow/tfjs-core.',
  });
}
