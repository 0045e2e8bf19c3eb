import { multiClassHead } from '@convzoo/core';
import { resnet20, resnet32, resnet56 } from '@convzoo/resnet';
import type { StudyOptions } from '../study.js';
import { digits } from '../training/digits.js';
import { firstBatch, gradientNorms, type ProbedGradients } from '../training/gradient-norms.js';
import { type Training, testAccuracy, trainNetwork } from '../training/train-network.js';

export interface DegradationData {
  readonly trainImages: number;
  readonly testImages: number;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly side: number;
  readonly width: number;
  readonly networks: readonly TrainedNetwork[];
}

export interface TrainedNetwork extends Training {
  readonly depth: number;
  readonly residual: boolean;
  readonly parameters: number;
  readonly testAccuracy: number;
  readonly gradients: readonly ProbedGradients[];
}

const builders = [
  [20, resnet20],
  [32, resnet32],
  [56, resnet56],
] as const;

/** Trains each depth with and without shortcuts, from the same weights, on the same images in the same order. */
export async function measureDegradation(options: StudyOptions): Promise<DegradationData> {
  const { budget, seed, signal, onProgress } = options;
  const setup = {
    trainImages: Math.max(64, Math.round(1000 * budget)),
    testImages: Math.max(100, Math.round(500 * budget)),
    epochs: Math.max(1, Math.min(8, Math.round(80 * budget))),
    batchSize: 64,
    learningRate: 0.1,
    side: 16,
    width: 0.5,
  };
  const { trainImages, testImages, side, width, ...schedule } = setup;
  const data = await digits(setup);
  const runs = [false, true].flatMap((residual) =>
    builders.map(([depth, build]) => ({ residual, depth, build })),
  );
  const totalWork = runs.reduce((sum, { depth }) => sum + depth, 0);
  const networks: TrainedNetwork[] = [];
  let done = 0;
  for (const { residual, depth, build } of runs) {
    const classifier = build({
      head: multiClassHead(data.train.classes),
      inputShape: [side, side, 1],
      width,
      residual,
      seed,
    });
    try {
      const batch = await firstBatch(classifier, data.train, schedule.batchSize);
      const gradients: ProbedGradients[] = [{ epoch: 0, norms: await gradientNorms(classifier, batch) }];
      const training = await trainNetwork(classifier, data.train, schedule, options, {
        onShare: (share) =>
          onProgress?.(`${residual ? 'residual' : 'plain'} ${depth}`, (done + share * depth) / totalWork),
        onEpoch: async (epoch) => {
          if (!isProbed(epoch, schedule.epochs)) return;
          gradients.push({ epoch, norms: await gradientNorms(classifier, batch) });
        },
      });
      networks.push({
        depth,
        residual,
        parameters: classifier.size.parameters,
        ...training,
        testAccuracy: await testAccuracy(classifier, data.test, signal),
        gradients,
      });
    } finally {
      classifier.dispose();
    }
    done += depth;
  }
  return { ...setup, networks };
}

/** In the middle and at the end. */
function isProbed(epoch: number, epochs: number): boolean {
  return epoch === Math.ceil(epochs / 2) || epoch === epochs;
}
