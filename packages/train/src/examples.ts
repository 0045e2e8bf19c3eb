import type { Head, Label, Prediction } from '@convzoo/core';
import type { Sample } from '@convzoo/data';

/** A sample with what a classifier made of it. The arrays are reused: copy what is kept. */
export interface ScoredSample {
  readonly sample: Sample;
  readonly target: Float32Array;
  /** Probabilities, one for each class. */
  readonly scores: Float32Array;
}

/** A sample worth looking at. */
export interface Example {
  readonly sample: Sample;
  readonly label: Label;
  /** The best three. */
  readonly predictions: readonly Prediction[];
  /** Cross-entropy of this sample. */
  readonly loss: number;
}

export interface Keeper<T> {
  add(scored: ScoredSample): void;
  result(): T;
}

/** Keeps the wrong decisions with the highest loss, the highest first. */
export function worstMistakes(head: Head, wanted: number): Keeper<readonly Example[]> {
  return largest(wanted, head, (scored) => (isRight(head, scored) ? undefined : lossOf(head, scored)));
}

/** Keeps the decisions that were closest, right or wrong, the closest first. */
export function mostUncertain(head: Head, wanted: number): Keeper<readonly Example[]> {
  return largest(wanted, head, ({ scores }) => -margin(head, scores));
}

/** Examples of one cell of a confusion matrix, the highest loss first. */
export interface CellExamples {
  readonly truth: number;
  readonly predicted: number;
  readonly examples: readonly Example[];
}

/** Keeps some samples for each cell of the confusion matrix; none for a multi-label head, which has no matrix. */
export function confusionExamples(head: Head, perCell: number): Keeper<readonly CellExamples[]> {
  const cells = new Map<string, { truth: number; predicted: number; keeper: Keeper<readonly Example[]> }>();
  return {
    add: (scored) => {
      const cell = cellOf(head, scored);
      if (cell === undefined) return;
      const key = `${cell.truth}/${cell.predicted}`;
      const kept = cells.get(key) ?? { ...cell, keeper: largest(perCell, head, (one) => lossOf(head, one)) };
      cells.set(key, kept);
      kept.keeper.add(scored);
    },
    result: () =>
      [...cells.values()].map(({ truth, predicted, keeper }) => ({
        truth,
        predicted,
        examples: keeper.result(),
      })),
  };
}

/** Keeps the samples of the largest values; those without a value are passed over. */
function largest(
  wanted: number,
  head: Head,
  rank: (scored: ScoredSample) => number | undefined,
): Keeper<readonly Example[]> {
  let kept: { readonly value: number; readonly example: Example }[] = [];
  return {
    add: (scored) => {
      const value = wanted === 0 ? undefined : rank(scored);
      if (value === undefined || (kept.length === wanted && value <= (kept.at(-1)?.value ?? 0))) return;
      const { sample, scores } = scored;
      const predictions = head.decode(scores, { top: Math.min(3, Math.max(1, scores.length)) });
      const example = { sample, label: sample.label, predictions, loss: lossOf(head, scored) };
      kept = [...kept, { value, example }].sort((a, b) => b.value - a.value).slice(0, wanted);
    },
    result: () => kept.map(({ example }) => example),
  };
}

function isRight(head: Head, { target, scores }: ScoredSample): boolean {
  const held = new Set(head.decode(scores).map(({ index }) => index));
  return target.every((truth, c) => held.has(c) === truth >= 0.5);
}

/** How far a decision was from another one: between the two best classes, or from the nearest threshold. */
function margin({ kind, thresholds = [] }: Head, scores: Float32Array): number {
  if (kind !== 'multi-class')
    return Math.min(...scores.map((score, c) => Math.abs(score - (thresholds[c] ?? 0.5))));
  const [best = 0, second = 0] = [...scores].sort((a, b) => b - a);
  return best - second;
}

function cellOf(
  head: Head,
  { target, scores }: ScoredSample,
): { truth: number; predicted: number } | undefined {
  if (head.kind === 'multi-label') return undefined;
  if (head.kind === 'binary') {
    return { truth: (target[0] ?? 0) >= 0.5 ? 1 : 0, predicted: head.decode(scores).length > 0 ? 1 : 0 };
  }
  return { truth: target.indexOf(Math.max(...target)), predicted: scores.indexOf(Math.max(...scores)) };
}

function lossOf({ kind }: Head, { target, scores }: ScoredSample): number {
  const surprise = (probability: number): number => -Math.log(Math.max(probability, 1e-12));
  let sum = 0;
  for (const [c, truth] of target.entries()) {
    const score = scores[c] ?? 0;
    if (truth > 0) sum += truth * surprise(score);
    if (kind !== 'multi-class') sum += (1 - truth) * surprise(1 - score);
  }
  return sum;
}
