import { builtInTasks, type TaskName } from '../accuracy/tasks.js';
import type { Sampling } from '../measure/sampling.js';
import { type Measure, measures } from '../measure/subject.js';

export interface Preset {
  /** Patterns of models. */
  readonly models: readonly string[];
  readonly measures: readonly Measure[];
  readonly batches: readonly number[];
  readonly trainingBatch: number;
  /** Processes for each row of speed. */
  readonly rounds: number;
  readonly sampling: Sampling;
  readonly tasks: readonly TaskName[];
  /** Training runs for each row of accuracy. */
  readonly seeds: number;
  readonly budget: { readonly images: number; readonly epochs: number; readonly batchSize: number };
  /** Test images of one's own data, at most; of the digits, all. */
  readonly testImages: number;
  /** No process starts after that; rows that are missing then say so. */
  readonly timeBudgetMs?: number;
  /** Longest time of one process. */
  readonly timeLimitMs: number;
}

export type PresetName = 'quick' | 'standard' | 'full';

const minutes = 60_000;

/**
 * `quick` is a first look at a network or two of each family, without loading and training steps, within four minutes on
 * two cores; `standard` compares all networks; `full` is for figures to publish. Eight warm-up runs or more:
 * the onnxruntime backend compiles once more on its seventh run, with weights as constants.
 */
export const presets: Readonly<Record<PresetName, Preset>> = {
  quick: {
    models: ['alexnet', 'vgg11', 'resnet18', 'resnet20'],
    measures: ['inference', 'explanation', 'accuracy'],
    batches: [1],
    trainingBatch: 4,
    rounds: 1,
    sampling: { warmups: 8, samples: 10, timeMs: 300 },
    tasks: ['digits'],
    seeds: 2,
    budget: { images: 400, epochs: 5, batchSize: 16 },
    testImages: 400,
    timeBudgetMs: 2.5 * minutes,
    timeLimitMs: 1 * minutes,
  },
  standard: {
    models: ['*'],
    measures,
    batches: [1, 8],
    trainingBatch: 8,
    rounds: 3,
    sampling: { warmups: 8, samples: 10, timeMs: 1000 },
    tasks: builtInTasks,
    seeds: 3,
    budget: { images: 2000, epochs: 4, batchSize: 32 },
    testImages: 1000,
    timeLimitMs: 10 * minutes,
  },
  full: {
    models: ['*'],
    measures,
    batches: [1, 8, 32],
    trainingBatch: 16,
    rounds: 5,
    sampling: { warmups: 10, samples: 20, timeMs: 3000 },
    tasks: builtInTasks,
    seeds: 5,
    budget: { images: 8000, epochs: 5, batchSize: 32 },
    testImages: 2000,
    timeLimitMs: 60 * minutes,
  },
};
