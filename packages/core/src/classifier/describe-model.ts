import type { Architecture } from '../architecture/architecture.js';
import { createHead } from '../heads/create-head.js';
import type { Head } from '../heads/head.js';
import type { JsonObject } from '../json.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { Classifier } from './classifier.js';
import type { ModelDescription } from './description.js';

export interface DescribeModelOptions {
  readonly training?: JsonObject | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
}

/** A classifier's description with how it was trained, to store with its weights. */
export function describeModel(
  { description }: Pick<Classifier, 'description'>,
  { training = description.training, versions = description.versions }: DescribeModelOptions = {},
): ModelDescription {
  return { ...description, ...(training === undefined ? {} : { training }), versions };
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
