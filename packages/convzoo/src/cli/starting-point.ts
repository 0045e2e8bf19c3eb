import type { Head, ImageClassifier } from '@convzoo/core';
import type { TrainConfig } from '@convzoo/train';
import { kindOfPath } from '#platform';
import { classifierOf } from '../explain-image.js';
import { parseReference, type Reference } from '../model/reference.js';
import { openArchitecture } from '../open-architecture.js';
import { openReference } from './open-model.js';
import type { Terminal } from './terminal.js';

export interface StartingPoint {
  readonly classifier: ImageClassifier;
  /** Whether its features are trained already. */
  readonly isPretrained: boolean;
}

/**
 * The network that a run starts with: random weights for a network's name alone, otherwise those of the model, with a
 * new head unless it has the same classes.
 *
 * @throws ConvzooError as `pretrained`
 */
export async function startingPoint(
  { model: reference, weights, modelOptions = {}, seed = 0 }: TrainConfig,
  head: Head,
  terminal: Terminal,
): Promise<StartingPoint> {
  if (weights === undefined && namesNoWeights(parseReference(reference, await kindOfPath(reference)))) {
    terminal.note(`${reference} starts from random weights`);
    const { builder } = await openArchitecture(reference, modelOptions, terminal.signal);
    return { classifier: builder({ ...modelOptions, head, seed }), isPretrained: false };
  }
  const start = weights === undefined ? {} : { weights };
  const model = await openReference(reference, { ...start, architecture: modelOptions }, terminal);
  try {
    const trained = classifierOf(model);
    const classifier = trained.withHead(head, { seed });
    if (isSameTask(trained.head, head)) classifier.loadStateDict(await trained.stateDict());
    return { classifier, isPretrained: true };
  } finally {
    model.dispose();
  }
}

function namesNoWeights(reference: Reference): boolean {
  return reference.kind === 'module' || (reference.kind === 'network' && reference.tag === undefined);
}

function isSameTask(a: Head, b: Head): boolean {
  return (
    a.kind === b.kind &&
    a.classes.length === b.classes.length &&
    a.classes.every((name, i) => name === b.classes[i])
  );
}
