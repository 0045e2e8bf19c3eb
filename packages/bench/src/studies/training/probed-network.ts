import type { ImageClassifier } from '@convzoo/core';
import type { StudyOptions } from '../study.js';
import type { digits } from './digits.js';
import { firstBatch, gradientNorms, type ProbedGradients } from './gradient-norms.js';
import { type Training, testAccuracy, trainNetwork } from './train-network.js';

/** What CIFAR ResNets are trained on and how, for every network of a study alike. */
export interface TrainingSetup {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  /** Side of an image in pixels. */
  readonly side: number;
  /** Channel multiplier of the networks. */
  readonly width: number;
}

/** @param trainImages training images at the full budget */
export function trainingSetup(trainImages: number, budget: number): TrainingSetup {
  return {
    trainImages: Math.max(64, Math.round(trainImages * budget)),
    testImages: Math.max(100, Math.round(500 * budget)),
    epochs: Math.max(1, Math.min(8, Math.round(80 * budget))),
    batchSize: 64,
    learningRate: 0.1,
    side: 16,
    width: 0.5,
  };
}

export interface ProbedNetwork extends Training {
  readonly parameters: number;
  readonly testAccuracy: number;
  /** Before training, and after some of the epochs. */
  readonly gradients: readonly ProbedGradients[];
}

interface Hooks {
  /** Called with the share of the training that is done. */
  readonly onShare: (share: number) => void;
  /** Whether to measure gradients after an epoch, counted from 1. */
  readonly isProbed: (epoch: number) => boolean;
}

/** Trains a network on digits and measures its gradients on the way; frees the network. */
export async function trainProbed(
  classifier: ImageClassifier,
  { train, test }: Awaited<ReturnType<typeof digits>>,
  { epochs, batchSize, learningRate }: TrainingSetup,
  options: StudyOptions,
  { onShare, isProbed }: Hooks,
): Promise<ProbedNetwork> {
  try {
    const batch = await firstBatch(classifier, train, batchSize);
    const gradients: ProbedGradients[] = [];
    const probe = async (epoch: number): Promise<void> => {
      gradients.push({ epoch, norms: await gradientNorms(classifier, batch) });
    };
    await probe(0);
    const schedule = { epochs, batchSize, learningRate };
    const training = await trainNetwork(classifier, train, schedule, options, {
      onShare,
      onEpoch: async (epoch) => {
        if (isProbed(epoch)) await probe(epoch);
      },
    });
    return {
      parameters: classifier.size.parameters,
      ...training,
      testAccuracy: await testAccuracy(classifier, test, options.signal),
      gradients,
    };
  } finally {
    classifier.dispose();
  }
}
