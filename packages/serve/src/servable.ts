import type { Classifier } from '@convzoo/core';

/** What is served: an `ImageClassifier`, a compiled classifier, or a `Model` of the package `convzoo` as one. */
export type Servable = Pick<Classifier, 'head' | 'preprocessing' | 'logits' | 'dispose'>;
