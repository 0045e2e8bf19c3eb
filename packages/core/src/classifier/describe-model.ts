import { createHead } from '../heads/create-head.js';
import type { Head } from '../heads/head.js';
import type { JsonObject } from '../json.js';
import type { ModelDescription } from './description.js';
import type { ImageClassifier } from './image-classifier.js';

export interface DescribeModelOptions {
  readonly training?: JsonObject | undefined;
  readonly versions?: Readonly<Record<string, string>> | undefined;
}

/** Describes a classifier, so that a file of its weights can rebuild it. */
export function describeModel(
  { architecture, head, preprocessing }: Pick<ImageClassifier, 'architecture' | 'head' | 'preprocessing'>,
  { training, versions = {} }: DescribeModelOptions = {},
): ModelDescription {
  const { name, options } = architecture;
  const { kind, classes, thresholds } = head;
  return {
    schema: 1,
    architecture: {
      name,
      ...(architecture.package === undefined ? {} : { package: architecture.package }),
      options,
    },
    head: { kind, classes, ...(thresholds === undefined ? {} : { thresholds }) },
    preprocessing,
    ...(training === undefined ? {} : { training }),
    versions,
  };
}

/** The head that a description names. */
export function describedHead({ head: { kind, classes, thresholds } }: Pick<ModelDescription, 'head'>): Head {
  return createHead(kind, classes, thresholds === undefined ? {} : { thresholds });
}
