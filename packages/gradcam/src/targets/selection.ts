import type { HeadInfo, Target } from './target.js';
import { classTarget, predicted } from './targets.js';

/** Selects the targets to explain in one sample, given its logits. */
export type TargetSelection = (logits: ArrayLike<number>, head: HeadInfo) => readonly Target[];

/** The classes with the largest logits, best first; for a binary head, its prediction. */
export function topClasses(count: number): TargetSelection {
  return (logits, { kind }) =>
    kind === 'binary' ? [predicted] : ranked(logits).slice(0, count).map(classTarget);
}

/**
 * Every label that a multi-label head assigns, with a probability above 1/2, best first; for any other
 * head, its prediction.
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
