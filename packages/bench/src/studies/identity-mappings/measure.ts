import { multiClassHead } from '@convzoo/core';
import { resnet110 } from '@convzoo/resnet';
import type { StudyOptions } from '../study.js';
import { digits } from '../training/digits.js';
import { firstBatch, gradientNorms, type ProbedGradients } from '../training/gradient-norms.js';
import { type Training, testAccuracy, trainNetwork } from '../training/train-network.js';

export interface IdentityMappingsData {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly side: number;
  readonly width: number;
  readonly networks: readonly TrainedVariant[];
}

export interface TrainedVariant extends Training {
  readonly variant: 'v1' | 'v2';
  readonly parameters: number;
  readonly testAccuracy: number;
  readonly gradients: readonly ProbedGradients[];
}

/** Trains ResNet-110 with the activation after the addition (v1) and before the convolutions (v2). */
export async function measureIdentityMappings(options: StudyOptions): Promise<IdentityMappingsData> {
  const { budget, seed, signal, onProgress } = options;
  const setup = {
    trainImages: Math.max(64, Math.round(640 * budget)),
    testImages: Math.max(100, Math.round(500 * budget)),
    epochs: Math.max(1, Math.min(8, Math.round(80 * budget))),
    batchSize: 64,
    learningRate: 0.1,
    side: 16,
    width: 0.5,
  };
  const { side, width, trainImages: _, testImages: __, ...schedule } = setup;
  const data = await digits(setup);
  const variants = ['v1', 'v2'] as const;
  const networks: TrainedVariant[] = [];
  for (const [i, variant] of variants.entries()) {
    const head = multiClassHead(data.train.classes);
    const classifier = resnet110({ head, inputShape: [side, side, 1], width, variant, seed });
    try {
      const batch = await firstBatch(classifier, data.train, schedule.batchSize);
      const gradients: ProbedGradients[] = [{ epoch: 0, norms: await gradientNorms(classifier, batch) }];
      const training = await trainNetwork(classifier, data.train, schedule, options, {
        onShare: (share) => onProgress?.(`ResNet-110 ${variant}`, (i + share) / variants.length),
        onEpoch: async (epoch) => {
          if (epoch === schedule.epochs)
            gradients.push({ epoch, norms: await gradientNorms(classifier, batch) });
        },
      });
      networks.push({
        variant,
        parameters: classifier.size.parameters,
        ...training,
        testAccuracy: await testAccuracy(classifier, data.test, signal),
        gradients,
      });
    } finally {
      classifier.dispose();
    }
  }
  return { ...setup, networks };
}
