import {
  type ClassifierBuilder,
  ConvzooError,
  createHead,
  describedHead,
  type PublishedWeights,
  parseModelDescription,
} from '@convzoo/core';
import { fitPreprocessing } from '@convzoo/core/preprocess';
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
  const published = publishedAs(builder, weights);
  const loaded = await loadWeightsFor(builder.architecture(), published ?? weights);
  const described = parseModelDescription(loaded.metadata, loaded.path);
  const head =
    described === undefined
      ? createHead('multi-class', published?.classes ?? test.classes)
      : describedHead(described);
  const options = described?.architecture.options ?? {};
  const { inputShape } = builder.architecture(options);
  const preprocessing = published?.preprocessing ?? loaded.preprocessing ?? described?.preprocessing;
  const classifier = builder({
    ...options,
    head,
    weights: loaded.stateDict,
    ...(preprocessing === undefined ? {} : { preprocessing: fitPreprocessing(preprocessing, inputShape) }),
  });
  const { metrics, loss, samples } = await evaluate(classifier, withClasses(test, head.classes));
  return {
    data,
    seed: 0,
    metric: primaryMetric[head.kind],
    metrics,
    loss,
    testImages: samples,
    budget: null,
    width: null,
    curve: [],
    seconds: 0,
    ...(published === undefined ? {} : { published: published.accuracy }),
  };
}

function publishedAs(builder: ClassifierBuilder, tag: string): PublishedWeights | undefined {
  const { weights } = builder.architecture();
  return Object.hasOwn(weights, tag) ? weights[tag] : undefined;
}

/**
 * The same images under the names that the weights have for their classes. Where there are as many classes
 * under other names, such as ImageNet's WordNet ids, the two lists correspond in order.
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
    label: typeof sample.label === 'string' ? classes[index.get(sample.label)!]! : sample.label,
  }));
  return createDataset(classes, renamed);
}
