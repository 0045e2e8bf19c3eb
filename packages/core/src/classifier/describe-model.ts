import { version_core } from '@tensorflow/tfjs-core';
import { packageVersions } from '#package-versions';
import type { Architecture } from '../architecture/architecture.js';
import { createHead } from '../heads/create-head.js';
import type { Head } from '../heads/head.js';
import type { JsonObject } from '../json.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { Classifier } from './classifier.js';
import type { ModelDescription } from './description.js';

export interface DescribeModelOptions {
  readonly training?: JsonObject | undefined;
  /** Of what makes the file. Default `versionsInUse` of the network's package. */
  readonly versions?: Readonly<Record<string, string>> | undefined;
}

/** A classifier's description with how it was trained and which versions made it, to store with its weights. */
export function describeModel(
  { description }: Pick<Classifier, 'description'>,
  {
    training = description.training,
    versions = versionsInUse([description.architecture.package], import.meta.url),
  }: DescribeModelOptions = {},
): ModelDescription {
  return { ...description, ...(training === undefined ? {} : { training }), versions };
}

/**
 * Versions of core, TensorFlow.js, Node and of these packages, by name, as far as they can be found; in a page that of
 * TensorFlow.js alone.
 *
 * @param from URL of the module that asks, from which packages are looked for: `import.meta.url`
 */
export function versionsInUse(
  packages: readonly (string | undefined)[],
  from: string,
): Record<string, string> {
  const names = ['@convzoo/core', ...packages.filter((name) => name !== undefined)];
  return {
    ...packageVersions(names, [from, import.meta.url]),
    '@tensorflow/tfjs-core': version_core,
  };
}

/** Describes the parts of a classifier. */
export function describeParts(
  architecture: Architecture,
  { kind, classes, thresholds }: Head,
  preprocessing: Preprocessing | undefined,
): ModelDescription {
  const { name, options } = architecture;
  return {
    schema: 1,
    architecture: {
      name,
      ...(architecture.package === undefined ? {} : { package: architecture.package }),
      options,
    },
    head: { kind, classes, ...(thresholds === undefined ? {} : { thresholds }) },
    ...(preprocessing === undefined ? {} : { preprocessing }),
    versions: {},
  };
}

/** The head that a description names. */
export function describedHead({ head: { kind, classes, thresholds } }: Pick<ModelDescription, 'head'>): Head {
  return createHead(kind, classes, thresholds === undefined ? {} : { thresholds });
}
