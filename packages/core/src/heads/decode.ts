import type { Prediction } from './head.js';

/** Every class with its score, highest first; equal scores keep the order of the classes. */
export function ranked(classes: readonly string[], scores: ArrayLike<number>): Prediction[] {
  return classes
    .map((label, index) => ({ label, index, score: scores[index] ?? Number.NaN }))
    .sort((a, b) => b.score - a.score);
}
