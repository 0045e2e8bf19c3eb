import type { Cut } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { HeatMap } from '../maps/heat-map.js';
import type { WorkOptions } from '../passes/chunks.js';
import type { ResolvedTarget } from '../targets/target.js';

/** One map that is wanted: which image of the batch, and what is explained in it. */
export interface Row {
  readonly image: number;
  readonly target: ResolvedTarget;
}

/** What a method is given. Its tensors belong to the caller. */
export interface Query {
  readonly cut: Cut;
  /** Images [batch, height, width, channels]. */
  readonly x: tf.Tensor4D;
  /** Their maps [batch, h, w, k], computed once whatever is asked of them. */
  readonly a: tf.Tensor4D;
  /** Their logits, one array per image. */
  readonly logits: readonly Float32Array[];
  readonly rows: readonly Row[];
  readonly work: WorkOptions;
}

/** A way to explain: one raw map per row, signed where the method is, before any post-processing. */
export interface Method {
  readonly name: string;
  readonly run: (query: Query) => Promise<HeatMap[]>;
}
