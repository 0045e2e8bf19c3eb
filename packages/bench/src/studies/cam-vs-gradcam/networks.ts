import { createClassifier, type Head, type ImageClassifier } from '@convzoo/core';
import { dense, globalAveragePool, relu, sequential } from '@convzoo/core/layers';
import { resnet20 } from '@convzoo/resnet';

export type NeckName = 'pooling' | 'hidden layer';

export interface NetworkOptions {
  readonly side: number;
  readonly width: number;
  readonly hiddenUnits: number;
  readonly seed: number;
}

/**
 * ResNet-20, whose head reads the global average of the last map, and the same features with a hidden layer
 * between the average and the head.
 */
export function buildNetwork(
  neck: NeckName,
  head: Head,
  { side, width, hiddenUnits, seed }: NetworkOptions,
): ImageClassifier {
  const architecture = resnet20.architecture({ inputShape: [side, side, 1], width });
  if (neck === 'pooling') return createClassifier(architecture, { head, seed });
  const hidden = sequential(globalAveragePool('avgpool'), dense('hidden', hiddenUnits), relu('hidden.relu'));
  return createClassifier({ ...architecture, neck: hidden }, { head, seed });
}
