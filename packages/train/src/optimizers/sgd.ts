import * as tf from '@tensorflow/tfjs-core';
import { optimizerDefaults } from './defaults.js';
import type { Optimizer } from './optimizer.js';
import { createSlots } from './slots.js';

export interface SgdOptions {
  /** Default 0.9. */
  readonly momentum?: number | undefined;
  /** Looks ahead along the momentum (Sutskever et al. 2013). Default false. */
  readonly nesterov?: boolean | undefined;
  /** Of kernels only. Default 0. */
  readonly weightDecay?: number | undefined;
  /**
   * Where the decay is applied: 'coupled' adds it to the gradient, so that momentum accumulates it, as
   * PyTorch's SGD and the published recipes of AlexNet, VGG and ResNet do; 'decoupled' shrinks the weights on
   * their own, by learningRate · weightDecay (https://arxiv.org/abs/1711.05101). Default 'coupled'.
   */
  readonly decay?: 'coupled' | 'decoupled' | undefined;
}

const { sgd: defaults } = optimizerDefaults;

/** Stochastic gradient descent with momentum, as PyTorch computes it: v ← μv + g, w ← w - lr·v. */
export function sgd({
  momentum = defaults.momentum,
  nesterov = defaults.nesterov,
  weightDecay = defaults.weightDecay,
  decay = defaults.decay,
}: SgdOptions): Optimizer {
  const slots = createSlots();
  return {
    update: (parameters, gradients, learningRate) => {
      for (const [i, { name, variable, decays }] of parameters.entries()) {
        tf.tidy(() => {
          const rate = decays ? weightDecay : 0;
          const coupled = decay === 'coupled' && rate > 0;
          const gradient = coupled ? tf.add(gradients[i]!, tf.mul(variable, rate)) : gradients[i]!;
          const weight = coupled || rate === 0 ? variable : tf.mul(variable, 1 - learningRate * rate);
          variable.assign(tf.sub(weight, tf.mul(direction(name, gradient), learningRate)));
        });
      }
    },
    exportState: slots.export,
    loadState: slots.load,
    dispose: slots.dispose,
  };

  function direction(name: string, gradient: tf.Tensor): tf.Tensor {
    if (momentum === 0) return gradient;
    const velocity = slots.update(`momentum/${name}`, (old) =>
      old === undefined ? gradient : tf.add(tf.mul(old, momentum), gradient),
    );
    return nesterov ? tf.add(gradient, tf.mul(velocity, momentum)) : velocity;
  }
}
