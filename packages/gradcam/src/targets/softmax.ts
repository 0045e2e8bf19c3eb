import { classIndex } from './class-index.js';
import type { Target } from './target.js';
import { classTarget } from './targets.js';

/**
 * A class's softmax probability. It mixes evidence for the class with evidence against all others, and its
 * gradient vanishes where the network is confident, so the logit is usually the better target.
 */
export function probability(label: string | number): Target {
  return (logits, head) => ({
    ...classTarget(label)(logits, head),
    opposes: [],
    score: (values) => softmax(values)[classIndex(label, values.length, head)]!,
    gradient: (values) => {
      const p = softmax(values);
      const index = classIndex(label, values.length, head);
      return Float32Array.from(p, (value, i) => p[index]! * ((i === index ? 1 : 0) - value));
    },
  });
}

/**
 * The "residual softmax" score proposed with Shapley-CAM (https://arxiv.org/abs/2501.06261), in the form
 * that its authors contributed to pytorch-grad-cam: the logit plus the logarithm of its probability.
 */
export function residualSoftmax(label: string | number): Target {
  return (logits, head) => {
    const index = classIndex(label, logits.length, head);
    return {
      ...classTarget(index)(logits, head),
      score: (values) => values[index]! + Math.log(softmax(values)[index]!),
      gradient: (values) => Float32Array.from(softmax(values), (value, i) => (i === index ? 2 : 0) - value),
    };
  };
}

export function softmax(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const top = Math.max(...values);
  const exponentials = values.map((value) => Math.exp(value - top));
  const total = exponentials.reduce((sum, value) => sum + value, 0);
  return exponentials.map((value) => value / total);
}
