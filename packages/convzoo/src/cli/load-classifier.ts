import { stat } from 'node:fs/promises';
import {
  type Architecture,
  ConvzooError,
  createHead,
  type Head,
  type HeadKind,
  type ImageClassifier,
  type ModelDescription,
  parseModelDescription,
} from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { fitPreprocessing } from '@convzoo/core/preprocess';
import {
  countClasses,
  type KerasWeights,
  type LoadedWeights,
  loadWeightsFor,
  type WeightsSource,
} from '@convzoo/weights';
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
  const described = parseModelDescription(loaded.metadata, loaded.path);
  const classes = await classNames(
    flags,
    countClasses(architecture, loaded.stateDict),
    published?.classes ?? described?.head.classes,
  );
  const trained = published?.preprocessing ?? loaded.preprocessing ?? described?.preprocessing;
  const preprocessing =
    flags.preprocessing === undefined
      ? trained && fitPreprocessing(trained, architecture.inputShape)
      : await readPreprocessing(flags.preprocessing, architecture.inputShape);
  return builder({
    ...options,
    head: headOf(flags.head ?? described?.head.kind ?? 'multi-class', classes, described),
    weights: loaded.stateDict,
    ...(preprocessing === undefined ? {} : { preprocessing }),
  });
}

/** Whether weights are named by a path rather than by a tag. */
export async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isFile() ?? false;
}

/** Reads, and downloads first if they are not here, the weights that an architecture is to load. */
export async function fetchWeights(
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
  count: number | undefined,
  known: readonly string[] | undefined,
): Promise<readonly string[] | number> {
  const names = labels === undefined ? known : await readLabels(labels);
  if (names === undefined) return count === imagenetClasses.length ? imagenetClasses : (count ?? 1);
  if (count === undefined || names.length === count) return names;
  throw new ConvzooError('classes-mismatch', {
    subject: labels ?? 'classes',
    expected: `${count} class names, as many as the weights have logits`,
    found: `${names.length}`,
  });
}

/** Heads by activation, and by what they decide. */
const kinds: Readonly<Record<string, HeadKind>> = {
  'multi-class': 'multi-class',
  softmax: 'multi-class',
  'multi-label': 'multi-label',
  sigmoid: 'multi-label',
  binary: 'binary',
  'single-class': 'binary',
};

function headOf(
  name: string,
  classes: readonly string[] | number,
  described: ModelDescription | undefined,
): Head {
  const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  if (kind === undefined) throw wrong('--head', `one of ${Object.keys(kinds).join(', ')}`, name);
  const thresholds = described?.head.kind === kind ? described.head.thresholds : undefined;
  return createHead(kind, classes, thresholds === undefined ? {} : { thresholds });
}
