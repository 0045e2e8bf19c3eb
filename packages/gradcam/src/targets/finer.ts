import { classIndex, className } from './class-index.js';
import { linearTarget } from './linear.js';
import type { Target } from './target.js';

export interface FinerOptions {
  /** How much the similar classes count; 0 explains the class alone. Default 1. */
  gamma?: number;
  /** How many classes of the nearest logits to compare with, or which ones. Default 3. */
  references?: number | readonly (string | number)[];
}

/**
 * Finer-CAM (https://arxiv.org/abs/2501.11309): what tells a class from those most like it, its logit
 * minus γ times the mean of theirs. The classes alike are those whose logits lie nearest to its own.
 * The combination is made before any rectification.
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
    return linearTarget(`${className(index, head)}, finely`, weights, logits.length);
  };
}

function nearestLogits(logits: ArrayLike<number>, index: number): number[] {
  const distance = (i: number): number => Math.abs(logits[i]! - logits[index]!);
  return Array.from(logits, (_, i) => i)
    .filter((i) => i !== index)
    .sort((a, b) => distance(a) - distance(b));
}
