import type { Cut } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import { type ExplainOptions, type Explanation, explain } from '../explain/explain.js';
import { mapValues } from '../maps/heat-map.js';
import { normalize } from '../maps/normalize.js';
import { mean } from './score.js';
import { spearman } from './spearman.js';
import { ssim } from './ssim.js';

/** A network whose layers' weights can be replaced, such as a tf.LayersModel. */
export interface LayeredModel {
  readonly layers: readonly {
    readonly name: string;
    getWeights(): tf.Tensor[];
    setWeights(weights: tf.Tensor[]): void;
  }[];
}

/**
 * Randomizes a network from its logits down: layer by layer, replaces the weights by those of a freshly
 * initialized network of the same architecture, and yields the layer's name. The change is permanent, so
 * pass a copy.
 */
export function* cascade(model: LayeredModel, fresh: LayeredModel): Generator<string> {
  for (const layer of [...model.layers].reverse()) {
    const weights = fresh.layers.find(({ name }) => name === layer.name)?.getWeights() ?? [];
    if (weights.length === 0) continue;
    layer.setWeights(weights);
    yield layer.name;
  }
}

/** Similarity of the maps before randomization and after randomizing down to a layer. */
export interface Similarity {
  readonly layer: string;
  /** Spearman's rank correlation of the raw maps, mean over images. */
  readonly spearman: number;
  /** The same for their absolute values. */
  readonly spearmanAbsolute: number;
  /** Structural similarity of the normalized maps, mean over images. */
  readonly ssim: number;
}

/**
 * The model-randomization sanity check: explains the same target after each stage of randomization and
 * compares the maps with those of the original network. If they stay similar, the method doesn't depend on
 * what was learned. Each step of `stages` randomizes more of the network that `cut` runs; see `cascade`.
 * Adebayo et al., https://arxiv.org/abs/1810.03292
 */
export async function randomizationCheck(
  cut: Cut,
  x: tf.Tensor4D,
  stages: Iterable<string>,
  options: ExplainOptions = {},
): Promise<Similarity[]> {
  const trained = await explain(cut, x, options);
  const target = trained.map((explanation) => () => explanation.target);
  const similarities: Similarity[] = [];
  for (const layer of stages) {
    const randomized = await explain(cut, x, { ...options, target });
    const compare = (alike: (a: Explanation, b: Explanation) => number): number =>
      mean(trained.map((explanation, i) => alike(explanation, randomized[i]!)));
    similarities.push({
      layer,
      spearman: compare((a, b) => spearman(a.map.data, b.map.data)),
      spearmanAbsolute: compare((a, b) =>
        spearman(mapValues(a.map, Math.abs).data, mapValues(b.map, Math.abs).data),
      ),
      ssim: compare((a, b) => ssim(normalize(a.map), normalize(b.map))),
    });
  }
  return similarities;
}
