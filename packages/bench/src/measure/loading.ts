import { type ClassifierBuilder, createClassifier, type ImageClassifier } from '@convzoo/core';
import type { StateDict } from '@convzoo/core/state-dict';
import { loadWeights, type WeightsSource } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { buildNetwork } from './network.js';
import type { Facts } from './row.js';
import { sample, timed } from './sample.js';
import type { Sampling } from './sampling.js';

/** A network in a file. */
export interface StoredNetwork {
  /** Loads it until it is ready to run. */
  readonly load: () => Promise<Loaded>;
  /** Size of the file, where it is not that of the weights in float32. */
  readonly fileBytes?: number;
}

export interface Loaded {
  dispose(): void;
}

export interface LoadingOptions {
  readonly store: (classifier: ImageClassifier) => Promise<StoredNetwork>;
  readonly classes: number;
  readonly sampling: Sampling;
  readonly report: (facts: Facts) => void;
}

/**
 * Measures loading: from a file to a network that is ready to run. It was written just before, so that the operating
 * system reads it from memory. What an engine puts off until the first run is not included.
 */
export async function measureLoading(
  builder: ClassifierBuilder,
  { store, classes, sampling, report }: LoadingOptions,
): Promise<void> {
  const classifier = await buildNetwork(builder, classes, report);
  const { load, fileBytes } = await store(classifier);
  classifier.dispose();
  if (fileBytes !== undefined) report({ fileBytes });
  const tensors = tf.memory().numTensors;
  const [first, firstMs] = await timed(load);
  first.dispose();
  report({ firstMs, warmups: sampling.warmups });

  let loaded: Loaded | undefined;
  const run = async (): Promise<void> => {
    loaded = await load();
  };
  const durationsMs = await sample(run, sampling, () => loaded?.dispose());
  report({ durationsMs, leakedTensors: tf.memory().numTensors - tensors });
}

/**
 * A network whose weights are a file of safetensors, which are loaded into a new network. That is compiled for an engine
 * without TF.js if there is `compile`.
 *
 * @param store Writes the file, and gives what `loadWeights` takes.
 */
export async function storeWeights(
  classifier: ImageClassifier,
  store: (weights: StateDict) => Promise<WeightsSource>,
  compile?: (classifier: ImageClassifier) => Promise<Loaded>,
): Promise<StoredNetwork> {
  const { architecture, head } = classifier;
  const file = await store(await classifier.stateDict());
  const load = async (): Promise<Loaded> => {
    const { stateDict } = await loadWeights(file);
    const loaded = createClassifier(architecture, { head, weights: stateDict });
    if (compile === undefined) return loaded;
    const compiled = await compile(loaded);
    loaded.dispose();
    return compiled;
  };
  return { load };
}
