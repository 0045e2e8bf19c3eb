import type { ImageClassifier, StateDict } from '@convzoo/core';
import * as tf from '@tensorflow/tfjs-core';
import { allVariables } from './parameters.js';

/** A moving average of all weights and running statistics of a classifier. */
export interface WeightAverage {
  /** Takes in the weights after step `step`, counted from 1. */
  update(step: number): void;
  /** Runs with the averaged weights in the classifier, then puts its own back. */
  use<T>(run: () => Promise<T>): Promise<T>;
  /** The averages under PyTorch's names. */
  exportState(): Promise<StateDict>;
  loadState(state: StateDict): Promise<void>;
  dispose(): void;
}

/**
 * Exponential moving average: a ← d·a + (1 - d)·w (Polyak & Juditsky 1992). Early on d is smaller, at most
 * (1 + step) / (10 + step), so that the initial weights are soon forgotten.
 */
export function weightAverage(classifier: ImageClassifier, decay: number): WeightAverage {
  const variables = [...allVariables(classifier.model).values()];
  let averages: tf.Tensor[] = variables.map((variable) => tf.keep(tf.clone(variable)));
  const replace = (next: tf.Tensor[]): void => {
    tf.dispose(averages);
    averages = next.map((tensor) => tf.keep(tensor));
  };
  const assignAll = (values: readonly tf.Tensor[]): void => {
    for (const [i, variable] of variables.entries()) {
      const value = tf.clone(values[i]!);
      variable.assign(value);
      value.dispose();
    }
  };
  const use = async <T>(run: () => Promise<T>): Promise<T> => {
    const own = variables.map((variable) => tf.keep(tf.clone(variable)));
    assignAll(averages);
    try {
      return await run();
    } finally {
      assignAll(own);
      tf.dispose(own);
    }
  };
  return {
    update: (step) => {
      const kept = Math.min(decay, (1 + step) / (10 + step));
      tf.tidy(() =>
        replace(variables.map((w, i) => tf.add(tf.mul(averages[i]!, kept), tf.mul(w, 1 - kept)))),
      );
    },
    use,
    exportState: () => use(() => classifier.stateDict()),
    loadState: (state) =>
      use(async () => {
        classifier.loadStateDict(state);
        replace(variables.map((variable) => tf.clone(variable)));
      }),
    dispose: () => tf.dispose(averages),
  };
}
