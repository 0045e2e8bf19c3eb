import { multiClassHead } from '@convzoo/core';
import { resnet20, resnet32, resnet56 } from '@convzoo/resnet';
import type { StudyOptions } from '../study.js';
import { digits } from '../training/digits.js';
import {
  type ProbedNetwork,
  type TrainingSetup,
  trainingSetup,
  trainProbed,
} from '../training/probed-network.js';

export interface DegradationData extends TrainingSetup {
  readonly networks: readonly TrainedNetwork[];
}

export interface TrainedNetwork extends ProbedNetwork {
  readonly depth: number;
  readonly residual: boolean;
}

const builders = [
  [20, resnet20],
  [32, resnet32],
  [56, resnet56],
] as const;

/** Trains each depth with and without shortcuts, from the same weights, on the same images in the same order. */
export async function measureDegradation(options: StudyOptions): Promise<DegradationData> {
  const { budget, seed, onProgress } = options;
  const setup = trainingSetup(1000, budget);
  const { side, width, epochs } = setup;
  const data = await digits(setup);
  const runs = [false, true].flatMap((residual) =>
    builders.map(([depth, build]) => ({ residual, depth, build })),
  );
  const totalWork = runs.reduce((sum, { depth }) => sum + depth, 0);
  const networks: TrainedNetwork[] = [];
  let done = 0;
  for (const { residual, depth, build } of runs) {
    const head = multiClassHead(data.train.classes);
    const classifier = build({ head, inputShape: [side, side, 1], width, residual, seed });
    const probed = await trainProbed(classifier, data, setup, options, {
      onShare: (share) =>
        onProgress?.(`${residual ? 'residual' : 'plain'} ${depth}`, (done + share * depth) / totalWork),
      // In the middle and at the end.
      isProbed: (epoch) => epoch === Math.ceil(epochs / 2) || epoch === epochs,
    });
    networks.push({ depth, residual, ...probed });
    done += depth;
  }
  return { ...setup, networks };
}
