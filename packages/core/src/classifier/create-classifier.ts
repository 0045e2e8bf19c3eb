import type { Architecture } from '../architecture/architecture.js';
import { ConvzooError, describe } from '../errors/index.js';
import type { Head } from '../heads/head.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { StateDict } from '../state-dict/state-dict.js';
import { assemble } from './assemble.js';
import type { ImageClassifier } from './image-classifier.js';

export interface ClassifierOptions {
  head: Head;
  /** All weights, including the head's. Default: initialized by the architecture's rule. */
  weights?: StateDict;
  /** Weights of everything except the head, which is initialized. */
  backbone?: StateDict;
  /** How images become input. Default: derived from the input shape. */
  preprocessing?: Preprocessing;
  /** Seed of the initial weights. Default 0. */
  seed?: number;
}

/**
 * Joins an architecture with a head.
 *
 * @throws ConvzooError `invalid-argument` without a head; `invalid-shape` or `invalid-model` if the architecture gives no logits, or if the
 *   images are too small for it; `weights-mismatch` or `invalid-weights` if the given weights do not fit.
 */
export function createClassifier(architecture: Architecture, options: ClassifierOptions): ImageClassifier {
  checkHead(options, architecture.name);
  const { head, weights, backbone, preprocessing, seed = 0 } = options;
  const { classifier, initialize } = assemble(architecture, head, preprocessing);
  try {
    if (weights !== undefined) {
      classifier.loadStateDict(weights);
    } else if (backbone !== undefined) {
      classifier.loadBackbone(backbone);
      initialize('classifier', seed);
    } else {
      initialize('all', seed);
    }
  } catch (error) {
    classifier.dispose();
    throw error;
  }
  return classifier;
}

/** JavaScript lets the head be left out, or be a number of classes. */
function checkHead(options: Partial<ClassifierOptions> | undefined, name: string): void {
  if (options?.head?.specificationVersion === 'v1') return;
  throw new ConvzooError('invalid-argument', {
    subject: `${name}: head`,
    expected: "a head, such as multiClassHead(['cat', 'dog'])",
    found: describe(options?.head),
  });
}
