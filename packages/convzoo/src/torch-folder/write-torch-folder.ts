import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describeModel, type Head, type JsonObject } from '@convzoo/core';
import { ConvzooError, fileError } from '@convzoo/core/errors';
import { type Dataset, openDataset } from '@convzoo/data';
import {
  balancedClassWeights,
  balancedPositiveWeights,
  createSchedule,
  prepareData,
  type RunData,
  settingDefaults,
  type TrainConfig,
} from '@convzoo/train';
import { loadNewestCheckpoint, runFiles } from '@convzoo/train/node';
import { saveWeights, writeAtomically, writeModelFolder } from '@convzoo/weights';
import { classifierOf } from '../explain-image.js';
import { pretrained } from '../pretrained.js';
import { type ImagesOptions, listImages } from './images.js';
import { torchLayers } from './torch-layers.js';
import { torchOptimizerState } from './training-state.js';

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
  refuseWhatIsLost(run, config, progress.epoch);
  const data = prepareData(config, await openDataset(config.data));
  if (data.train.samples.length !== progress.run.samples) {
    throw changed(config.data, progress.run.samples, data.train.samples.length);
  }

  const model = await pretrained(run, signal === undefined ? {} : { signal });
  try {
    const classifier = classifierOf(model);
    classifier.loadStateDict(state.weights);
    await mkdir(folder, { recursive: true });
    const splits = { train: data.train, ...(data.validation && { validation: data.validation }) };
    const images = await listImages(splits, classifier.head, folder, options);
    await writeModelFolder(folder, {
      stateDict: state.weights,
      description: describeModel(classifier, { training: { data: config.data, ...splitOf(data), epochs } }),
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
      rates: Array.from({ length: steps }, (_, step) => progress.run.learningRate * factor(step)),
      images,
    });
    return { step: progress.step, steps };
  } finally {
    model.dispose();
  }
}

/** What it takes to set the validation images apart again. */
function splitOf({ split }: RunData): JsonObject {
  return split === undefined ? {} : { split: { seed: split.seed, validation: split.validation } };
}

function refuseWhatIsLost(run: string, config: TrainConfig, epoch: number): void {
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
  return optimizer.kind === 'sgd'
    ? { momentum: 0.9, nesterov: false, weightDecay: 0, decay: 'coupled', ...optimizer }
    : { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, ...optimizer };
}

async function copyProgram(name: string, folder: string): Promise<void> {
  const target = join(folder, name);
  await copyFile(new URL(`../../torch/${name}`, import.meta.url), target).catch((cause: unknown) => {
    throw fileError(target, 'a file that can be written', cause);
  });
}

function writeJson(path: string, value: unknown): Promise<void> {
  return writeAtomically(path, [new TextEncoder().encode(`${JSON.stringify(value)}\n`)]);
}

function refused(subject: string, expected: string, found: string, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-argument', { subject, expected, found, ...(remedy && { remedy }) });
}

function changed(data: string, expected: number, found: number): ConvzooError {
  return new ConvzooError('invalid-data', {
    subject: data,
    expected: `the ${expected} training images that the run has`,
    found: `${found}`,
  });
}
