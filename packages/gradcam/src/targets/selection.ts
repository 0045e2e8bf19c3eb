import type { HeadInfo, Target } from './target.js';
import { classTarget, predicted } from './targets.js';

/** Chooses, for one sample, what is worth explaining. */
export type TargetSelection = (logits: ArrayLike<number>, head: HeadInfo) => readonly Target[];

/** The classes with the largest logits, best first; of a binary head, its decision. */
export function topClasses(count: number): TargetSelection {
  return (logits, { kind }) =>
    kind === 'binary' ? [predicted] : ranked(logits).slice(0, count).map(classTarget);
}

/**
 * What the network says is there: of a multi-label head each label with a probability above 1/2, best
 * first, of any other its prediction.
 */
export const decided: TargetSelection = (logits, { kind }) =>
  kind === 'multi-label'
    ? ranked(logits)
        .filter((index) => logits[index]! > 0)
        .map(classTarget)
    : [predicted];

function ranked(logits: ArrayLike<number>): number[] {
  return Array.from(logits, (_, index) => index).sort((a, b) => logits[b]! - logits[a]!);
}
