import { alexnet } from '@convzoo/alexnet';
import { type ImageClassifier, multiClassHead } from '@convzoo/core';
import { resnet50 } from '@convzoo/resnet';
import { vgg16 } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';
import { nextTask } from '../next-task.js';
import type { StudyOptions } from '../study.js';
import { type StageShape, stagesOf } from './stages.js';

export interface ShapesData {
  readonly rounds: number;
  readonly networks: readonly MeasuredShapes[];
}

export interface MeasuredShapes {
  readonly name: string;
  readonly parameters: number;
  readonly macs: number;
  readonly stages: readonly MeasuredStage[];
}

export interface MeasuredStage extends StageShape {
  /** Share of the time of one inference, in [0, 1]. */
  readonly timeShare: number;
}

const networks = [
  ['AlexNet', alexnet],
  ['VGG-16', vgg16],
  ['ResNet-50', resnet50],
] as const;

/** The onnxruntime backend compiles once more on its seventh run, with weights as constants. */
const mostWarmups = 8;

/** Counts each stage of three networks and times it on one image: the shortest of several rounds. */
export async function measureShapes({ budget, seed, signal, onProgress }: StudyOptions): Promise<ShapesData> {
  const rounds = Math.max(1, Math.round(8 * budget));
  const measured: MeasuredShapes[] = [];
  for (const [i, [name, build]] of networks.entries()) {
    const classifier = build({ head: multiClassHead(1000), seed });
    try {
      const stages = stagesOf(classifier.summary(), classifier.featureInfo);
      const times = await stageTimes(classifier, rounds, signal, (share) =>
        onProgress?.(name, (i + share) / networks.length),
      );
      const total = times.reduce((sum, ms) => sum + ms, 0);
      measured.push({
        name,
        parameters: classifier.size.parameters,
        macs: classifier.size.macs,
        stages: stages.map((stage, s) => ({ ...stage, timeShare: times[s]! / total })),
      });
    } finally {
      classifier.dispose();
    }
  }
  return { rounds, networks: measured };
}

/**
 * Milliseconds of each stage: the difference between a run up to its end and one up to its start. The rounds
 * take the stages in turn, so that other work on the machine hits them alike.
 */
async function stageTimes(
  classifier: ImageClassifier,
  rounds: number,
  signal: AbortSignal | undefined,
  onShare: (share: number) => void,
): Promise<number[]> {
  const { taps, architecture } = classifier;
  const x = tf.ones<tf.Rank.R4>([1, ...architecture.inputShape]);
  const runs = [
    ...Object.values(taps).map((cut) => () => cut.features(x)),
    (): tf.Tensor => classifier.logits(x),
  ];
  const warmups = Math.min(mostWarmups, 4 * rounds);
  const best = runs.map(() => Number.POSITIVE_INFINITY);
  try {
    for (let round = -warmups; round < rounds; round++) {
      for (const [i, run] of runs.entries()) {
        await nextTask(signal);
        const started = performance.now();
        // The mean is read back, since reading a whole map would take longer than some stages.
        const mean = tf.tidy(() => tf.mean(run()));
        await mean.data();
        mean.dispose();
        if (round >= 0) best[i] = Math.min(best[i]!, performance.now() - started);
      }
      onShare((round + warmups + 1) / (warmups + rounds));
    }
  } finally {
    x.dispose();
  }
  return best.map((ms, i) => Math.max(0, ms - (best[i - 1] ?? 0)));
}
