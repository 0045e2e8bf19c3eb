import type { Cut } from '@convzoo/core';
import type * as tf from '@tensorflow/tfjs-core';
import { type ExplainOptions, type Explanation, explain } from '../explain/explain.js';
import { mapValues } from '../maps/heat-map.js';
import { normalize } from '../maps/normalize.js';
import { mean } from './score.js';
import { spearman } from './spearman.js';
import { ssim } from './ssim.js';

/** A network whose layers' weights can be exchanged, as a tf.layers model's can. */
export interface LayeredModel {
  readonly layers: readonly {
    readonly name: string;
    getWeights(): tf.Tensor[];
    setWeights(weights: tf.Tensor[]): void;
  }[];
}

/**
 * Randomizes a network from its logits down: gives it, layer by layer, the weights of the same layer of a
 * freshly initialized twin, and yields each layer's name once that is done. The network is changed for
 * good: hand in a copy.
 */
export function* cascade(model: LayeredModel, fresh: LayeredModel): Generator<string> {
  for (const layer of [...model.layers].reverse()) {
    const weights = fresh.layers.find(({ name }) => name === layer.name)?.getWeights() ?? [];
    if (weights.length === 0) continue;
    layer.setWeights(weights);
    yield layer.name;
  }
}

/** How alike the maps of the trained network and of the one randomized down to a layer are. */
export interface Similarity {
  readonly layer: string;
  /** Rank correlation of the raw maps, mean over images. */
  readonly spearman: number;
  /** The same of their magnitudes. */
  readonly spearmanAbsolute: number;
  /** Structural similarity of the normalized maps. */
  readonly ssim: number;
}

/**
 * The model-randomization sanity check: explains the same target after each stage of randomization and
 * compares with the untouched network. A method whose maps stay alike doesn't look at what was learned.
 * `stages` randomizes further, each time it is asked, what `cut` runs with; see `cascade`.
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
