import type { HeadKind } from '@convzoo/core';
import { softmax } from './softmax.js';
import type { ResolvedTarget } from './target.js';

/**
 * The network's confidence in a target, in [0, 1]. Binary and multi-label: the sigmoid of the score.
 * Multi-class: the softmax probability of the favored classes; if others are opposed, the favored share of
 * both; if only others are opposed, the probability that none of them is present.
 */
export function confidence(target: ResolvedTarget, logits: ArrayLike<number>, kind: HeadKind): number {
  if (kind !== 'multi-class') return 1 / (1 + Math.exp(-target.score(logits)));
  const probabilities = softmax(logits);
  const of = (classes: readonly number[]): number => classes.reduce((sum, c) => sum + probabilities[c]!, 0);
  const [favored, opposed] = [of(target.favors), of(target.opposes)];
  if (target.opposes.length === 0) return favored;
  if (target.favors.length === 0) return 1 - opposed;
  // Both may underflow where a third class takes everything.
  return favored + opposed === 0 ? 0.5 : favored / (favored + opposed);
}
