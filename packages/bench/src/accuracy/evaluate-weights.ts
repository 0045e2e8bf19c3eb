import {
  type ClassifierBuilder,
  createHead,
  describedHead,
  type PublishedWeights,
  parseModelDescription,
} from '@convzoo/core';
import { fitPreprocessing } from '@convzoo/core/preprocess';
import type { Dataset } from '@convzoo/data';
import { evaluate, primaryMetric } from '@convzoo/train';
import { loadWeightsFor } from '@convzoo/weights';
import type { AccuracyFacts } from './facts.js';
import { matchClasses } from './match-classes.js';

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
  const { dataset, absent } = matchClasses(test, head.classes);
  const { metrics, loss, samples } = await evaluate(classifier, dataset);
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
    classes: { all: head.classes.length, present: head.classes.length - absent.length },
    ...(published === undefined ? {} : { published: published.accuracy }),
  };
}

function publishedAs(builder: ClassifierBuilder, tag: string): PublishedWeights | undefined {
  const { weights } = builder.architecture();
  return Object.hasOwn(weights, tag) ? weights[tag] : undefined;
}
