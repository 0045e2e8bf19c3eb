import { join } from 'node:path';
import type { HeadKind } from '@convzoo/core';
import { openDataset } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { headFor, parseTrainConfig, prepareData, type TrainConfig, trainOptions } from '@convzoo/train';
import { runFiles, runTraining } from '@convzoo/train/node';
import { type AddCommand, examples } from '../command.js';
import { count, headKind, positive, whole } from '../flags.js';
import { runtimeHelp, withNetwork } from '../model-options.js';
import { type NetworkFlags, networkOptions } from '../open-model.js';
import { readJsonObject } from '../read-json.js';
import { startingPoint } from '../starting-point.js';
import type { Terminal } from '../terminal.js';
import { gradCamFor } from '../training-heat-maps.js';
import { wrong } from '../wrong.js';

export interface TrainFlags extends NetworkFlags {
  readonly out: string;
  readonly config?: string;
  readonly resume?: boolean;
  readonly model?: string;
  readonly weights?: string;
  readonly head?: HeadKind;
  readonly class?: string;
  readonly balanced?: boolean;
  readonly epochs?: number;
  readonly batch?: number;
  readonly learningRate?: number;
  readonly augmentation?: string;
  readonly seed?: number;
  readonly strict?: boolean;
  readonly runtime?: string;
}

/**
 * `convzoo train`: trains a model on a data set, with everything on disk.
 *
 * @returns whether training ended; an interrupted run can be resumed
 */
export async function trainCommand(
  data: string | undefined,
  flags: TrainFlags,
  terminal: Terminal,
): Promise<boolean> {
  const config = await configOf(data, flags);
  const splits = prepareData(config, await openDataset(config.data));
  const runtime = await useRuntime(config.runtime ?? 'auto');
  const classifier = await startingPoint(config, headFor(config, splits.train), terminal);
  try {
    const result = await runTraining(classifier, {
      directory: flags.out,
      data: splits,
      training: { ...trainOptions(config, classifier.architecture.inputShape), signal: terminal.signal },
      checkpointEvery: config.checkpointEvery,
      keepCheckpoints: config.keepCheckpoints,
      resume: flags.resume,
      strict: config.strict,
      config,
      facts: { data: config.data, runtime: `${runtime.name} on ${runtime.device}` },
      progress: terminal.stream,
      heatMaps: gradCamFor(classifier),
    });
    if (result.evaluation !== undefined) {
      for (const [name, value] of Object.entries(result.evaluation.metrics)) {
        terminal.line(`${name} ${value.toFixed(4)}`);
      }
      terminal.line(join(flags.out, runFiles.report));
    }
    return result.ended !== 'interrupted';
  } finally {
    classifier.dispose();
  }
}

/** A config file's fields, overridden by flags. Resuming starts from the run's own settings. */
async function configOf(data: string | undefined, flags: TrainFlags): Promise<TrainConfig> {
  const { head, class: className, balanced } = flags;
  const path =
    flags.config ??
    (flags.resume === true && data === undefined ? join(flags.out, runFiles.config) : undefined);
  const base = path === undefined ? { epochs: 10 } : await readJsonObject(path);
  const baseHead = 'head' in base && typeof base.head === 'object' ? base.head : { kind: 'multi-class' };
  const baseOptions =
    'modelOptions' in base && typeof base.modelOptions === 'object' ? base.modelOptions : {};
  const options = networkOptions(flags);
  const merged = {
    ...base,
    ...defined({
      data,
      model: flags.model,
      weights: flags.weights,
      epochs: flags.epochs,
      batchSize: flags.batch,
      learningRate: flags.learningRate,
      augmentation: flags.augmentation,
      seed: flags.seed,
      runtime: flags.runtime,
      strict: flags.strict,
    }),
    head: { ...baseHead, ...defined({ kind: head, class: className, balanced }) },
    ...(options === undefined ? {} : { modelOptions: { ...baseOptions, ...options } }),
  };
  if (!('data' in merged)) throw wrong('DATA', 'a data set, or a config that names one', 'nothing');
  if (!('model' in merged)) throw wrong('--model', 'a model, or a config that names one', 'nothing');
  return parseTrainConfig(merged, path ?? 'command line');
}

function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** Adds `convzoo train`. */
export const addTrain: AddCommand = (program, { terminal, exit }) => {
  withNetwork(program.command('train'))
    .description('train a model on a folder of images, a manifest or a known data set')
    .argument('[data]', 'a folder, a manifest (.csv, .jsonl), mnist-digits or digit-scenes')
    .requiredOption('--out <folder>', 'folder for checkpoints, logs, the model and the report')
    .option('--config <file>', 'JSON config; flags override its fields')
    .option('--resume', 'resume an interrupted run')
    .option('--model <reference>', 'a network (random weights), or any model to fine-tune')
    .option('--weights <source>', 'weights to start from, if the model names none')
    .option('--head <kind>', 'multi-class (default), multi-label or binary', headKind)
    .option('--class <name>', 'the class that a binary head decides on')
    .option('--balanced', 'weight classes by inverse frequency')
    .option('--epochs <n>', 'passes over the data (default: 10)', count)
    .option('--batch <n>', 'images per step (default: 32)', count)
    .option('--learning-rate <rate>', 'peak learning rate', positive)
    .option('--augmentation <name>', 'none, crop, crop-flip, digits, imagenet, color or trivial')
    .option('--seed <n>', 'seed of weights, order, augmentation and dropout (default: 0)', whole)
    .option('--strict', 'fail on an image that cannot be read')
    .option('--runtime <name>', runtimeHelp)
    .addHelpText(
      'after',
      examples(
        ['convzoo train photos/ --model resnet18@imagenet1k_v1 --out run', 'fine-tune on your photos'],
        ['convzoo train --resume --out run', 'continue after an interruption'],
      ),
    )
    .action(async (data, flags) => exit((await trainCommand(data, flags, terminal)) ? 0 : 130));
};
