import { multiClassHead } from '@convzoo/core';
import { resnet110 } from '@convzoo/resnet';
import type { StudyOptions } from '../study.js';
import { digits } from '../training/digits.js';
import {
  type ProbedNetwork,
  type TrainingSetup,
  trainingSetup,
  trainProbed,
} from '../training/probed-network.js';

export interface IdentityMappingsData extends TrainingSetup {
  readonly networks: readonly TrainedVariant[];
}

export interface TrainedVariant extends ProbedNetwork {
  readonly variant: 'v1' | 'v2';
}

/** Trains ResNet-110 with the activation after the addition (v1) and before the convolutions (v2). */
export async function measureIdentityMappings(options: StudyOptions): Promise<IdentityMappingsData> {
  const { budget, seed, onProgress } = options;
  const setup = trainingSetup(640, budget);
  const { side, width, epochs } = setup;
  const data = await digits(setup);
  const variants = ['v1', 'v2'] as const;
  const networks: TrainedVariant[] = [];
  for (const [i, variant] of variants.entries()) {
    const head = multiClassHead(data.train.classes);
    const classifier = resnet110({ head, inputShape: [side, side, 1], width, variant, seed });
    const probed = await trainProbed(classifier, data, setup, options, {
      onShare: (share) => onProgress?.(`ResNet-110 ${variant}`, (i + share) / variants.length),
      isProbed: (epoch) => epoch === epochs,
    });
    networks.push({ variant, ...probed });
  }
  return { ...setup, networks };
}
