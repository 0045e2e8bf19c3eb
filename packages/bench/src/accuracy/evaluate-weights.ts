import {
  type ClassifierBuilder,
  ConvzooError,
  createHead,
  fitPreprocessing,
  parseClassifierMetadata,
} from '@convzoo/core';
import { createDataset, type Dataset } from '@convzoo/data';
import { evaluate, primaryMetric } from '@convzoo/train';
import { loadWeightsFor } from '@convzoo/weights';
import type { AccuracyFacts } from './facts.js';

/** Evaluates given weights: a tag of the model's published ones, a file, a hub repository or a URL. */
export async function evaluateWeights(
  builder: ClassifierBuilder,
  weights: string,
  test: Dataset,
  data: string,
): Promise<AccuracyFacts> {
  const architecture = builder.architecture();
  const published = Object.hasOwn(architecture.weights, weights) ? architecture.weights[weights] : undefined;
  const loaded = await loadWeightsFor(architecture, published ?? weights);
  const described = parseClassifierMetadata(loaded.metadata);
  const kind = described.head ?? 'multi-class';
  const classes = published?.classes ?? described.classes ?? test.classes;
  const preprocessing = published?.preprocessing ?? loaded.preprocessing ?? described.preprocessing;
  const classifier = builder({
    head: createHead(kind, classes),
    weights: loaded.stateDict,
    ...(preprocessing === undefined
      ? {}
      : { preprocessing: fitPreprocessing(preprocessing, architecture.inputShape) }),
  });
  const { metrics, loss, samples } = await evaluate(classifier, withClasses(test, classes));
  return {
    data,
    seed: 0,
    metric: primaryMetric[kind],
    metrics,
    loss,
    testImages: samples,
    budget: null,
    width: 1,
    curve: [],
    seconds: 0,
    ...(published === undefined ? {} : { published: published.accuracy }),
  };
}

/**
 * The same images under the names that the weights have for their classes. Where there are as many classes under
 * other names, such as ImageNet's WordNet ids, the two lists correspond in order.
 */
export function withClasses(dataset: Dataset, classes: readonly string[]): Dataset {
  if (dataset.classes.every((name) => classes.includes(name))) return createDataset(classes, dataset.samples);
  if (dataset.classes.length !== classes.length) {
    throw new ConvzooError('classes-mismatch', {
      subject: 'data',
      expected: `the ${classes.length} classes of the weights, or as many in the same order`,
      found: `${dataset.classes.length} classes`,
    });
  }
  const index = new Map(dataset.classes.map((name, i) => [name, i]));
  const renamed = dataset.samples.map((sample) => ({
    ...sample,
    label: typeof sample.label === 'string' ? index.get(sample.label)! : sample.label,
  }));
  return createDataset(classes, renamed);
}
