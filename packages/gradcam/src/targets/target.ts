import type { Cut } from '@convzoo/core';

/** The part of a cut that a target may depend on. */
export type HeadInfo = Pick<Cut, 'kind' | 'classes'>;

/** A scalar function of one sample's logits: what is explained. */
export interface ResolvedTarget {
  /** A readable name: "dog", "not dog", "dog rather than cat". */
  readonly label: string;
  /** Indices of the logits whose evidence counts for the target. */
  readonly favors: readonly number[];
  /** Indices of the logits whose evidence counts against it. */
  readonly opposes: readonly number[];
  readonly score: (logits: ArrayLike<number>) => number;
  /** Derivative of the score with respect to each logit. */
  readonly gradient: (logits: ArrayLike<number>) => Float32Array;
}

/** Resolves the target for one sample, given its logits. */
export type Target = (logits: ArrayLike<number>, head: HeadInfo) => ResolvedTarget;

/** A target, or a class by name or index; for a binary head also `true` (yes) or `false` (no). */
export type TargetLike = Target | string | number | boolean;
