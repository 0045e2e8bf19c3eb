import type { Cut } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import type { HeatMap } from '../maps/heat-map.js';
import type { WorkOptions } from '../passes/chunks.js';
import type { ResolvedTarget } from '../targets/target.js';

/** One requested map: an image of the batch, and the target to explain in it. */
export interface Row {
  readonly image: number;
  readonly target: ResolvedTarget;
}

/** The input of a method. Its tensors belong to the caller. */
export interface Query {
  readonly cut: Cut;
  /** Images [batch, height, width, channels]. */
  readonly x: tf.Tensor4D;
  /** Their maps [batch, h, w, k], computed once for all rows. */
  readonly a: tf.Tensor4D;
  /** Their logits, one array per image. */
  readonly logits: readonly Float32Array[];
  readonly rows: readonly Row[];
  readonly work: WorkOptions;
}

/** An explanation method: computes one raw map per row, signed where the method is. */
export interface Method {
  readonly name: string;
  readonly run: (query: Query) => Promise<HeatMap[]>;
}
