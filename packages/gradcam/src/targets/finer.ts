import { classIndex, className } from './class-index.js';
import { linearTarget } from './linear.js';
import type { Target } from './target.js';

export interface FinerOptions {
  /** Weight of the similar classes; 0 explains the class alone. Default 1. */
  gamma?: number;
  /** Number of classes to compare with, those with the nearest logits, or a list of them. Default 3. */
  references?: number | readonly (string | number)[];
}

/**
 * Finer-CAM (https://arxiv.org/abs/2501.11309): what distinguishes a class from the most similar ones, its
 * logit minus γ times the mean of theirs. Similar classes are those with the nearest logits. Logits are
 * combined before any rectification.
 */
export function finer(label: string | number, { gamma = 1, references = 3 }: FinerOptions = {}): Target {
  return (logits, head) => {
    const index = classIndex(label, logits.length, head);
    const others =
      typeof references === 'number'
        ? nearestLogits(logits, index).slice(0, references)
        : references.map((other) => classIndex(other, logits.length, head));
    const weights = new Map(others.map((other) => [other, -gamma / others.length]));
    weights.set(index, 1);
    return linearTarget(`${className(index, head)} (finer)`, weights, logits.length);
  };
}

function nearestLogits(logits: ArrayLike<number>, index: number): number[] {
  const distance = (i: number): number => Math.abs(logits[i]! - logits[index]!);
  return Array.from(logits, (_, i) => i)
    .filter((i) => i !== index)
    .sort((a, b) => distance(a) - distance(b));
}
