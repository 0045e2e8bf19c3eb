import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors/index.js';

/** The single tensor that a one-input layer is called with. */
export function only(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  if (!Array.isArray(inputs)) return inputs;
  const [x] = inputs;
  if (x !== undefined && inputs.length === 1) return x;
  throw new ConvzooError('invalid-argument', {
    subject: 'a layer with one input',
    expected: '1 tensor',
    found: `${inputs.length} tensors`,
  });
}

/** The concrete result of a layer applied to tensors. */
export function concrete(
  outputs: tf.Tensor | tf.Tensor[] | tfl.SymbolicTensor | tfl.SymbolicTensor[],
): tf.Tensor[] {
  const isConcrete = (output: tf.Tensor | tfl.SymbolicTensor): output is tf.Tensor =>
    !(output instanceof tfl.SymbolicTensor);
  return [outputs].flat().filter(isConcrete);
}

function hasRank<R extends tf.Rank>(x: tf.Tensor, rank: number): x is tf.Tensor<R> {
  return x.rank === rank;
}

function wrongRank(x: tf.Tensor, rank: number): ConvzooError {
  return new ConvzooError('invalid-shape', {
    subject: 'tensor',
    expected: `${rank} dimensions`,
    found: `shape [${x.shape.join(', ')}]`,
  });
}

/** Checks that a tensor has four dimensions, as feature maps and conv kernels do. */
export function rank4(x: tf.Tensor): tf.Tensor4D {
  if (hasRank<tf.Rank.R4>(x, 4)) return x;
  throw wrongRank(x, 4);
}

/** Checks that a tensor has two dimensions, as logits and dense kernels do. */
export function rank2(x: tf.Tensor): tf.Tensor2D {
  if (hasRank<tf.Rank.R2>(x, 2)) return x;
  throw wrongRank(x, 2);
}

/** Checks that a tensor has one dimension, as biases and per-channel statistics do. */
export function rank1(x: tf.Tensor): tf.Tensor1D {
  if (hasRank<tf.Rank.R1>(x, 1)) return x;
  throw wrongRank(x, 1);
}
