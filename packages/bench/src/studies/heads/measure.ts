import { createHead, type HeadKind } from '@convzoo/core';
import { createDataset, type Dataset, oneVersusRest } from '@convzoo/data';
import { resnet20 } from '@convzoo/resnet';
import { rankingQuality } from '@convzoo/train';
import type { StudyOptions } from '../study.js';
import { digits } from '../training/digits.js';
import { scoresOf } from '../training/scores.js';
import { trainNetwork } from '../training/train-network.js';
import { topAccuracy } from './top-accuracy.js';

export interface HeadsData {
  readonly testImages: number;
  /** Updates of the weights, the same for every number of images. */
  readonly steps: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly side: number;
  readonly width: number;
  /** The digit that all three heads are asked about. */
  readonly question: string;
  readonly runs: readonly HeadRun[];
}

export interface HeadRun {
  readonly head: HeadKind;
  readonly trainImages: number;
  readonly seed: number;
  /** Of the scores for the digit in question, on the test images. */
  readonly averagePrecision: number;
  /** Share of test images whose own digit has the highest score; null for a head that knows one digit. */
  readonly accuracy: number | null;
}

/**
 * By SGD, ten sigmoids that see nine negatives for each positive spend most updates on saying no; AdamW, which
 * scales each weight's steps by its gradients, does not.
 */
const optimizer = { kind: 'adamw', weightDecay: 0.01 } as const;

const heads: readonly HeadKind[] = ['multi-class', 'multi-label', 'binary'];

/** Trains one backbone under each head on growing parts of the same images, for the same number of updates. */
export async function measureHeads(options: StudyOptions): Promise<HeadsData> {
  const { budget, seed, signal, onProgress } = options;
  const sizes = [32, 128, 512, 2048].filter((size) => size <= Math.max(128, 2048 * budget));
  const setup = {
    testImages: Math.max(200, Math.min(2000, Math.round(2000 * budget))),
    steps: Math.max(2, Math.round(128 * budget)),
    batchSize: 32,
    learningRate: 3e-3,
    side: 16,
    width: 0.5,
    question: '7',
  };
  const { side, width, question, batchSize, learningRate, steps } = setup;
  const data = await digits({ trainImages: sizes.at(-1)!, testImages: setup.testImages });
  const asked = data.test.samples.map(({ label }) => (label === question ? 1 : 0));
  const seeds = [seed, seed + 1];
  const plan = sizes.flatMap((trainImages) =>
    heads.flatMap((kind) => seeds.map((runSeed) => ({ trainImages, kind, runSeed }))),
  );
  const runs: HeadRun[] = [];
  for (const [i, { trainImages, kind, runSeed }] of plan.entries()) {
    const part = createDataset(data.train.classes, data.train.samples.slice(0, trainImages));
    const labeled = labeledFor(kind, part, question);
    const head = createHead(kind, labeled.classes);
    const classifier = resnet20({ head, inputShape: [side, side, 1], width, seed: runSeed });
    try {
      // Small parts are repeated, so that every run has the same number of updates.
      const epochs = Math.max(1, Math.round(steps / Math.floor(trainImages / batchSize)));
      await trainNetwork(
        classifier,
        labeled,
        { epochs, batchSize, learningRate, optimizer },
        { seed: runSeed, signal },
        { onShare: (share) => onProgress?.(`${kind}, ${trainImages} images`, (i + share) / plan.length) },
      );
      const scores = await scoresOf(classifier, labeledFor(kind, data.test, question), signal);
      const column = labeled.classes.indexOf(question);
      runs.push({
        head: kind,
        trainImages,
        seed: runSeed,
        averagePrecision: rankingQuality(
          scores.map((row) => row[column]!),
          asked,
        ).averagePrecision,
        accuracy: kind === 'binary' ? null : topAccuracy(scores, data.test),
      });
    } finally {
      classifier.dispose();
    }
  }
  return { ...setup, runs };
}

/** The same images with the labels that a head learns from. */
function labeledFor(kind: HeadKind, dataset: Dataset, question: string): Dataset {
  if (kind === 'multi-class') return dataset;
  if (kind === 'binary') return oneVersusRest(dataset, question);
  return createDataset(
    dataset.classes,
    dataset.samples.map((sample) => ({ ...sample, label: [`${sample.label}`] })),
  );
}
