import type { Cut } from '@convzoo/core';

/** What a target is told about the head whose logits it reads. */
export type HeadInfo = Pick<Cut, 'kind' | 'classes'>;

/** A scalar function of one sample's logits: what is explained. */
export interface ResolvedTarget {
  /** For people to read: "dog", "not dog", "dog rather than cat". */
  readonly label: string;
  /** Indices of the logits whose evidence counts for the target. */
  readonly favors: readonly number[];
  /** Indices of the logits whose evidence counts against it. */
  readonly opposes: readonly number[];
  readonly score: (logits: ArrayLike<number>) => number;
  /** Derivative of the score with respect to each logit. */
  readonly gradient: (logits: ArrayLike<number>) => Float32Array;
}

/** Settles what is explained for one sample, whose logits it may look at. */
export type Target = (logits: ArrayLike<number>, head: HeadInfo) => ResolvedTarget;

/** A target, or a class by name or index; for a binary head also yes or no. */
export type TargetLike = Target | string | number | boolean;
