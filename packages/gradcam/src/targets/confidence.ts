import type { HeadKind } from '@convzoo/core';
import { softmax } from './softmax.js';
import type { ResolvedTarget } from './target.js';

/**
 * How sure the network is of a target, in [0, 1]. Single-class and multi-label: the sigmoid of the score.
 * Multi-class: the softmax probability of the favoured classes; if some are opposed, the share that the
 * favoured ones have of both; if nothing is favoured, the probability that the opposed ones are absent.
 */
export function confidence(target: ResolvedTarget, logits: ArrayLike<number>, kind: HeadKind): number {
  if (kind !== 'multi-class') return 1 / (1 + Math.exp(-target.score(logits)));
  const probabilities = softmax(logits);
  const of = (classes: readonly number[]): number => classes.reduce((sum, c) => sum + probabilities[c]!, 0);
  const [favoured, opposed] = [of(target.favours), of(target.opposes)];
  if (target.opposes.length === 0) return favoured;
  if (target.favours.length === 0) return 1 - opposed;
  // Both may underflow where a third class takes everything.
  return favoured + opposed === 0 ? 0.5 : favoured / (favoured + opposed);
}
