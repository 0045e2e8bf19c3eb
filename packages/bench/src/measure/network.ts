import {
  type ClassifierBuilder,
  createClassifier,
  type ImageClassifier,
  multiClassHead,
} from '@convzoo/core';
import { type Initialize, uniform } from '@convzoo/core/layers';
import type { Facts } from './row.js';
import { timed } from './sample.js';

/** Builds a network as it was published, with random weights, and reports what it is and costs. */
export async function buildNetwork(
  builder: ClassifierBuilder,
  classes: number,
  report: (facts: Facts) => void,
): Promise<ImageClassifier> {
  const architecture = { ...builder.architecture(), initialize: scalePreserving };
  const names = Array.from({ length: classes }, (_, i) => `class ${i}`);
  const [classifier, buildMs] = await timed(() =>
    createClassifier(architecture, { head: multiClassHead(names) }),
  );
  report({
    family: architecture.family,
    inputShape: architecture.inputShape,
    buildMs,
    ...networkSize(classifier),
  });
  return classifier;
}

const bytesPerFloat = 4;

/** Parameters, buffers, multiply-adds and bytes, counted on the built model. */
export function networkSize(
  classifier: ImageClassifier,
): Required<Pick<Facts, 'trainable' | 'frozen' | 'buffers' | 'macs' | 'activationBytes' | 'fileBytes'>> {
  const { parameters, buffers, macs } = classifier.size;
  const trainable = classifier.model.trainableWeights.reduce((sum, { shape }) => sum + volume(shape), 0);
  const activations = classifier.summary().reduce((sum, { outputShape }) => sum + volume(outputShape), 0);
  return {
    trainable,
    frozen: parameters - trainable,
    buffers,
    macs,
    activationBytes: bytesPerFloat * activations,
    fileBytes: bytesPerFloat * (parameters + buffers),
  };
}

function volume(shape: readonly (number | null)[]): number {
  return shape.reduce<number>((product, size) => product * (size ?? 1), 1);
}

/**
 * He's variance from a uniform distribution, for every network: several times faster to draw than a normal
 * one, and activations neither vanish into denormal numbers nor overflow.
 */
const scalePreserving: Initialize = ({ layerKind, fanIn }) =>
  layerKind === 'norm' ? undefined : uniform(Math.sqrt(6 / fanIn));
