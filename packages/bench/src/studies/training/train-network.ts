import type { ImageClassifier } from '@convzoo/core';
import type { Dataset } from '@convzoo/data';
import { evaluate, primaryMetric, type StepReport, type TrainOptions, train } from '@convzoo/train';
import type { CurvePoint } from '../../accuracy/facts.js';
import { curveOf } from '../../measure/accuracy.js';
import { nextTask } from '../next-task.js';
import type { StudyOptions } from '../study.js';

export interface Schedule extends Pick<TrainOptions, 'epochs' | 'batchSize' | 'learningRate' | 'optimizer'> {
  readonly epochs: number;
}

export interface Training {
  /** Training loss, smoothed. */
  readonly curve: readonly CurvePoint[];
  /** Mean training loss of the last epoch. */
  readonly trainLoss: number;
}

interface Hooks {
  /** Called with the share of the training that is done. */
  readonly onShare: (share: number) => void;
  /** Called after each epoch, counted from 1. */
  readonly onEpoch?: (epoch: number) => Promise<void>;
}

/** Trains under a cosine schedule, its first tenth a warm-up. @throws the signal's reason, if it aborts */
export async function trainNetwork(
  classifier: ImageClassifier,
  dataset: Dataset,
  schedule: Schedule,
  { seed, signal }: Pick<StudyOptions, 'seed' | 'signal'>,
  { onShare, onEpoch }: Hooks,
): Promise<Training> {
  await nextTask(signal);
  const steps: StepReport[] = [];
  const { history } = await train(classifier, dataset, {
    schedule: { kind: 'cosine', warmupEpochs: schedule.epochs / 10 },
    ...schedule,
    seed,
    signal,
    onStep: (step) => {
      steps.push(step);
      onShare(step.step / step.totalSteps);
    },
    onEpoch: async ({ epoch }) => await onEpoch?.(epoch + 1),
  });
  signal?.throwIfAborted();
  return { curve: curveOf(steps), trainLoss: history.at(-1)!.loss };
}

/** The metric that decides for the head, on images that training has not seen. */
export async function testAccuracy(
  classifier: ImageClassifier,
  dataset: Dataset,
  signal?: AbortSignal,
): Promise<number> {
  const { metrics } = await evaluate(classifier, dataset, { batchSize: 100, signal });
  return metrics[primaryMetric[classifier.head.kind]]!;
}
