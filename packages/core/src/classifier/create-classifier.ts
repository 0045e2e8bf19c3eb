import type { Architecture, ArchitectureOptions } from '../architecture/architecture.js';
import type { Head } from '../heads/head.js';
import { initializeLayers } from '../init/initialize.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { StateDict } from '../state-dict.js';
import { assemble } from './assemble.js';
import { logitsLayer } from './build-model.js';
import type { ImageClassifier } from './image-classifier.js';

export interface ClassifierOptions {
  head: Head;
  /** All weights, the head's included. Left out, weights are initialized by the architecture's rule. */
  weights?: StateDict;
  /** Weights of everything but the head, which starts freshly initialized. */
  backbone?: StateDict;
  /** How images become input; by default what fits the input size. */
  preprocessing?: Preprocessing;
  /** Seed of the initial weights. Default 0. */
  seed?: number;
}

/** What a builder such as `resnet50` takes. */
export type BuilderOptions<O extends ArchitectureOptions = ArchitectureOptions> = O & ClassifierOptions;

/** Makes classifiers of one architecture; `architecture` gives the network without a head. */
export interface ClassifierBuilder<O extends ArchitectureOptions = ArchitectureOptions> {
  (options: BuilderOptions<O>): ImageClassifier;
  architecture(options?: O): Architecture;
}

/** Turns a function from options to an architecture into a builder of classifiers. */
export function classifierBuilder<O extends ArchitectureOptions>(
  architecture: (options?: O) => Architecture,
): ClassifierBuilder<O> {
  const build = (options: BuilderOptions<O>): ImageClassifier =>
    createClassifier(architecture(options), options);
  return Object.assign(build, { architecture });
}

/**
 * Joins an architecture with a head. Throws `invalid-shape` if the neck's output is not flat, and
 * `weights-mismatch` or `invalid-weights` if the given weights don't fit.
 */
export function createClassifier(architecture: Architecture, options: ClassifierOptions): ImageClassifier {
  const { head, weights, backbone, preprocessing, seed = 0 } = options;
  const classifier = assemble(architecture, head, preprocessing);
  const { layers } = classifier.model;
  try {
    if (weights !== undefined) {
      classifier.loadStateDict(weights);
    } else if (backbone !== undefined) {
      classifier.loadBackbone(backbone);
      initializeLayers([classifier.model.getLayer(logitsLayer)], architecture.initialize, seed);
    } else {
      initializeLayers(layers, architecture.initialize, seed);
    }
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return classifier;
}
