import { stat } from 'node:fs/promises';
import {
  type Architecture,
  binaryHead,
  ConvzooError,
  countClasses,
  fitPreprocessing,
  type Head,
  type ImageClassifier,
  type KerasWeights,
  type PublishedWeights,
  sigmoidHead,
  softmaxHead,
} from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { type LoadedWeights, loadWeightsFor, type WeightsSource } from '@convzoo/weights';
import { readLabels } from './labels.js';
import { readPreprocessing } from './preprocessing.js';
import { progressBar } from './progress.js';
import type { Terminal } from './terminal.js';
import { architectureOptions, builderOf, type ModelFlags, wrong } from './zoo.js';

export interface ClassifierFlags extends ModelFlags {
  model: string;
  /** A file, a tag of the model's published weights, a hub repository or a URL. */
  weights: string;
  head?: string;
  labels?: string;
  preprocessing?: string;
}

/** Builds the classifier that a command's flags describe, with its weights. */
export async function loadClassifier(flags: ClassifierFlags, terminal: Terminal): Promise<ImageClassifier> {
  const builder = builderOf(flags.model);
  const options = architectureOptions(flags.model, flags);
  const architecture = builder.architecture(options);
  const published = (await isFile(flags.weights)) ? undefined : architecture.weights[flags.weights];
  const loaded = await fetchWeights(architecture, published ?? flags.weights, terminal);
  const classes = await classNames(flags, architecture, published, loaded);
  const trained = (published ?? loaded).preprocessing;
  const preprocessing =
    flags.preprocessing === undefined
      ? trained && fitPreprocessing(trained, architecture.inputShape)
      : await readPreprocessing(flags.preprocessing, architecture.inputShape);
  return builder({
    ...options,
    head: headOf(flags.head ?? 'softmax', classes),
    weights: loaded.stateDict,
    ...(preprocessing === undefined ? {} : { preprocessing }),
  });
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

async function fetchWeights(
  architecture: Architecture,
  source: WeightsSource,
  terminal: Terminal,
): Promise<LoadedWeights & KerasWeights> {
  const bar = progressBar(terminal, 'weights', 'MB');
  try {
    return await loadWeightsFor(architecture, source, {
      onProgress: ({ loaded, total }) => bar.update(loaded / 1e6, (total ?? loaded) / 1e6),
      signal: terminal.signal,
    });
  } finally {
    bar.stop();
  }
}

/** Class names in the order of the logits: those asked for, those of the weights, or plain numbers. */
async function classNames(
  { labels }: ClassifierFlags,
  architecture: Architecture,
  published: PublishedWeights | undefined,
  { stateDict }: LoadedWeights,
): Promise<readonly string[] | number> {
  const count = countClasses(architecture, stateDict);
  const names = labels === undefined ? published?.classes : await readLabels(labels);
  if (names === undefined) return count === imagenetClasses.length ? imagenetClasses : (count ?? 1);
  if (count === undefined || names.length === count) return names;
  throw new ConvzooError('classes-mismatch', {
    subject: labels ?? 'classes',
    expected: `${count} class names, as many as the weights have logits`,
    found: `${names.length}`,
  });
}

const heads: Readonly<Record<string, (classes: readonly string[] | number) => Head>> = {
  softmax: (classes) => softmaxHead(classes),
  sigmoid: (classes) => sigmoidHead(classes),
  binary: (classes) => {
    const names = softmaxHead(classes).classes;
    if (names.length === 1) return binaryHead(names[0]!);
    throw new ConvzooError('classes-mismatch', {
      subject: '--head binary',
      expected: 'weights and labels of one class',
      found: `${names.length}`,
    });
  },
};

function headOf(kind: string, classes: readonly string[] | number): Head {
  const make = heads[kind];
  if (make === undefined) throw wrong('--head', `one of ${Object.keys(heads).join(', ')}`, kind);
  return make(classes);
}
