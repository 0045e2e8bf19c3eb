import type { HeadKind } from '../heads/head.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';
import type { ImageClassifier } from './image-classifier.js';

/** What a file of weights, or of a whole network, says of the classifier that it is from. */
export interface ClassifierMetadata {
  readonly head?: HeadKind;
  readonly classes?: readonly string[];
  readonly preprocessing?: Preprocessing;
}

/**
 * A classifier in words, for the metadata of a file: `architecture` and `head` by name, `inputShape`, `classes` and
 * `preprocessing` as JSON.
 */
export function classifierMetadata({
  architecture,
  head,
  preprocessing,
}: ImageClassifier): Record<string, string> {
  return {
    architecture: architecture.name,
    inputShape: JSON.stringify(architecture.inputShape),
    head: head.kind,
    classes: JSON.stringify(head.classes),
    preprocessing: JSON.stringify(preprocessing),
  };
}

/** Reads what `classifierMetadata` wrote; what is missing or is not ours is left out. */
export function parseClassifierMetadata({
  head,
  classes,
  preprocessing,
}: Readonly<Record<string, string>>): ClassifierMetadata {
  const names = parseJson(classes);
  const input = parseJson(preprocessing);
  return {
    ...(isKind(head) ? { head } : {}),
    ...(Array.isArray(names) && names.every((name) => typeof name === 'string') ? { classes: names } : {}),
    ...(isPreprocessing(input) ? { preprocessing: input } : {}),
  };
}

const kinds: readonly string[] = ['binary', 'multi-class', 'multi-label'] satisfies HeadKind[];

function isKind(text: string | undefined): text is HeadKind {
  return text !== undefined && kinds.includes(text);
}

/** The values are checked when they are used. */
function isPreprocessing(value: unknown): value is Preprocessing {
  return (
    typeof value === 'object' && value !== null && 'resize' in value && 'crop' in value && 'mean' in value
  );
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
