import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeModel, type Head } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import { type Dataset, openDataset } from '@convzoo/data';
import {
  balancedClassWeights,
  balancedPositiveWeights,
  createSchedule,
  identityOf,
  prepareData,
  type TrainConfig,
  trainingFacts,
} from '@convzoo/train';
import { optimizerDefaults, settingDefaults } from '@convzoo/train/config';
import { loadNewestCheckpoint, runFiles } from '@convzoo/train/node';
import { saveWeights, writeAtomically, writeModelFolder } from '@convzoo/weights';
import { classifierOf } from '../explain-image.js';
import { pretrained } from '../pretrained.js';
import { type ImagesOptions, imagesBySplit } from './images-by-split.js';
import { torchOptimizerState } from './optimizer-state.js';
import { torchLayers } from './torch-layers.js';

export interface TorchFolderOptions extends ImagesOptions {
  /** The folder of a training run. */
  readonly run: string;
  /** What its `train.json` holds. */
  readonly config: TrainConfig;
  /** Passes over the data in all, those that are done included. Default: those of the run. */
  readonly epochs?: number | undefined;
}

/** What there is left to train. */
export interface TorchFolder {
  readonly step: number;
  readonly steps: number;
}

/** What `train.py` reads besides the network and the tensors. */
const runFile = 'run.json';
const programs = ['network.py', 'train.py'];

/**
 * Writes a folder from which PyTorch goes on with a training run, on one process or with `torchrun` on several: the
 * network, its newest weights, the optimizer's state, the learning rate of each step, augmentation and split.
 *
 * @throws ConvzooError `invalid-argument` for a run without a checkpoint or without steps left, and for settings that
 * the folder cannot carry; `invalid-data` if the data have changed; `invalid-model` for a layer that PyTorch lacks;
 * `file-error`
 */
export async function writeTorchFolder(folder: string, options: TorchFolderOptions): Promise<TorchFolder> {
  const { run, config, signal } = options;
  const state = (await loadNewestCheckpoint(join(run, runFiles.checkpoints)))?.state;
  if (state === undefined) throw refused(run, 'a run with a checkpoint', 'none');
  const { progress } = state;
  const epochs = options.epochs ?? config.epochs;
  const steps = epochs * progress.stepsPerEpoch;
  if (progress.step >= steps) {
    const done = `${progress.step / progress.stepsPerEpoch} of ${epochs} epochs done`;
    throw refused(run, 'a run with epochs left', done, 'Say with --epochs how many there are to be in all.');
  }
  refuseUnsupported(run, config, progress.epoch);
  const data = prepareData(config, await openDataset(config.data));
  const model = await pretrained(run, signal === undefined ? {} : { signal });
  try {
    const classifier = classifierOf(model);
    const { optimizer, learningRate, samples, data: hash } = progress.run;
    const found = identityOf(classifier, data.train, optimizer, learningRate);
    if (found.samples !== samples || found.data !== hash) throw changed(config.data, progress.run, found);
    classifier.loadStateDict(state.weights);
    await mkdir(folder, { recursive: true });
    const splits = { train: data.train, ...(data.validation && { validation: data.validation }) };
    const images = await imagesBySplit(splits, classifier.head, folder, options);
    await writeModelFolder(folder, {
      stateDict: state.weights,
      description: describeModel(classifier, {
        training: { ...trainingFacts(data, progress, config.data), epochs },
      }),
      timm: classifier.architecture.timm,
    });
    await saveWeights(
      join(folder, 'optimizer.safetensors'),
      torchOptimizerState(classifier, state.optimizer),
      {},
    );
    await writeJson(join(folder, 'network.json'), torchLayers(classifier));
    for (const name of programs) await copyProgram(name, folder);
    const length = { totalSteps: steps, stepsPerEpoch: progress.stepsPerEpoch };
    const factor = createSchedule(config.schedule ?? settingDefaults.schedule, length);
    await writeJson(join(folder, runFile), {
      head: lossOf(classifier.head, config, data.train),
      preprocessing: classifier.preprocessing,
      augmentation: config.augmentation ?? settingDefaults.augmentation,
      optimizer: optimizerOf(config),
      batchSize: config.batchSize ?? settingDefaults.batchSize,
      accumulate: config.accumulate ?? settingDefaults.accumulate,
      clipNorm: config.clipNorm ?? null,
      seed: progress.seed,
      stepsPerEpoch: progress.stepsPerEpoch,
      step: progress.step,
      rates: Array.from({ length: steps }, (_, step) => learningRate * factor(step)),
      images,
    });
    return { step: progress.step, steps };
  } finally {
    model.dispose();
  }
}

function refuseUnsupported(run: string, config: TrainConfig, epoch: number): void {
  const lost = (['mix', 'ema'] as const).filter((key) => config[key] !== undefined);
  const later = (config.freezing ?? []).filter((stage) => stage.epoch > epoch);
  const current = (config.freezing ?? []).findLast((stage) => stage.epoch <= epoch);
  const frozen = later.length > 0 || current?.upTo !== undefined;
  const found = [...lost, ...(frozen ? ['frozen features'] : [])];
  if (found.length === 0) return;
  throw refused(run, 'a run whose settings PyTorch’s script has', found.join(' and '));
}

/** The loss, as `train.py` computes it. */
function lossOf(
  { kind, units, classes, thresholds }: Head,
  { head = {} }: TrainConfig,
  train: Dataset,
): object {
  const { labelSmoothing = 0, balanced = false } = head;
  const balance = kind === 'multi-class' ? balancedClassWeights : balancedPositiveWeights;
  return { kind, units, classes, thresholds, labelSmoothing, weights: balanced ? balance(train) : null };
}

/** With the defaults that `train` has. */
function optimizerOf({ optimizer = settingDefaults.optimizer }: TrainConfig): object {
  return { ...optimizerDefaults[optimizer.kind], ...optimizer };
}

async function copyProgram(name: string, folder: string): Promise<void> {
  const program = await readFile(new URL(`../../torch/${name}`, import.meta.url));
  await writeAtomically(join(folder, name), [program]);
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeAtomically(path, [new TextEncoder().encode(`${JSON.stringify(value)}\n`)]);
}

function refused(subject: string, expected: string, found: string, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-argument', { subject, expected, found, ...(remedy && { remedy }) });
}

type Identity = ReturnType<typeof identityOf>;

function changed(data: string, expected: Identity, found: Identity): ConvzooError {
  const named = ({ samples, data: hash }: Identity): string => `${samples} with hash ${hash}`;
  return new ConvzooError('invalid-data', {
    subject: data,
    expected: `the training images that the run has, ${named(expected)}`,
    found: named(found),
  });
}
