import type { Head, ImageClassifier } from '@convzoo/core';
import type { TrainConfig } from '@convzoo/train';
import { kindOfPath } from '#platform';
import { classifierOf } from '../explain-image.js';
import { parseReference, type Reference } from '../model/reference.js';
import { openArchitecture } from '../open-architecture.js';
import { openReference } from './open-model.js';
import type { Terminal } from './terminal.js';

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
): Promise<ImageClassifier> {
  if (weights === undefined && namesNoWeights(parseReference(reference, await kindOfPath(reference)))) {
    terminal.note(`${reference} starts from random weights`);
    const { builder } = await openArchitecture(reference, modelOptions, terminal.signal);
    return builder({ ...modelOptions, head, seed });
  }
  const start = weights === undefined ? {} : { weights };
  const model = await openReference(reference, { ...start, architecture: modelOptions }, terminal);
  try {
    const pretrained = classifierOf(model);
    const classifier = pretrained.withHead(head, { seed });
    if (isSameTask(pretrained.head, head)) classifier.loadStateDict(await pretrained.stateDict());
    return classifier;
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
