import * as tf from '@tensorflow/tfjs-core';
import { optimizerDefaults } from './defaults.js';
import type { Optimizer } from './optimizer.js';
import { createSlots } from './slots.js';

export interface AdamWOptions {
  /** Share of the mean gradient that is kept at each step. Default 0.9. */
  readonly beta1?: number | undefined;
  /** Share of the mean square that is kept at each step. Default 0.999. */
  readonly beta2?: number | undefined;
  /** Default 1e-8. */
  readonly epsilon?: number | undefined;
  /** Decoupled; of kernels only. Default 0.01. */
  readonly weightDecay?: number | undefined;
}

const { adamw: defaults } = optimizerDefaults;

/** Adam with decoupled weight decay (Loshchilov & Hutter 2017, https://arxiv.org/abs/1711.05101), as PyTorch's. */
export function adamW({
  beta1 = defaults.beta1,
  beta2 = defaults.beta2,
  epsilon = defaults.epsilon,
  weightDecay = defaults.weightDecay,
}: AdamWOptions): Optimizer {
  const slots = createSlots();
  /** Steps that each parameter has taken: a layer that was frozen before starts at none. */
  const steps = new Map<string, number>();
  const stepPrefix = 'step/';
  return {
    update: (parameters, gradients, learningRate) => {
      for (const [i, { name, variable, decays }] of parameters.entries()) {
        const gradient = gradients[i]!;
        const step = (steps.get(name) ?? 0) + 1;
        steps.set(name, step);
        tf.tidy(() => {
          const mean = slots.update(`mean/${name}`, (old) => average(old, gradient, beta1));
          const square = slots.update(`square/${name}`, (old) => average(old, tf.square(gradient), beta2));
          const scale = tf.add(tf.sqrt(tf.div(square, 1 - beta2 ** step)), epsilon);
          const change = tf.mul(tf.div(mean, scale), learningRate / (1 - beta1 ** step));
          const weight = decays ? tf.mul(variable, 1 - learningRate * weightDecay) : variable;
          variable.assign(tf.sub(weight, change));
        });
      }
    },
    exportState: async () => {
      const counters = [...steps].map(
        ([name, step]) =>
          [`${stepPrefix}${name}`, { dtype: 'int32', shape: [], data: Int32Array.of(step) }] as const,
      );
      return new Map([...(await slots.export()), ...counters]);
    },
    loadState: (state) => {
      const isCounter = (name: string): boolean => name.startsWith(stepPrefix);
      slots.load(new Map([...state].filter(([name]) => !isCounter(name))));
      steps.clear();
      for (const [name, { data }] of state) {
        if (isCounter(name)) steps.set(name.slice(stepPrefix.length), Number(data[0]));
      }
    },
    dispose: slots.dispose,
  };
}

function average(old: tf.Tensor | undefined, value: tf.Tensor, kept: number): tf.Tensor {
  const share = tf.mul(value, 1 - kept);
  return old === undefined ? share : tf.add(tf.mul(old, kept), share);
}
