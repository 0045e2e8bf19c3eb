import { join } from 'node:path';
import type { ImageClassifier } from '@convzoo/core';
import { type Dataset, openDataset } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import {
  describeFineTuning,
  fineTuneSettings,
  headFor,
  parseTrainConfig,
  prepareData,
  type TrainConfig,
  trainOptions,
} from '@convzoo/train';
import { type RunResult, runFiles, runTraining } from '@convzoo/train/node';
import { type NetworkFlags, networkOptions } from '../open-model.js';
import { readJsonObject } from '../read-json.js';
import { startingPoint } from '../starting-point.js';
import type { Terminal } from '../terminal.js';
import { type ConfigFlags, configOf, merged } from '../train-flags.js';
import { gradCamFor } from '../training-heat-maps.js';
import { wrong } from '../wrong.js';

export type TrainFlags = NetworkFlags &
  ConfigFlags & {
    readonly out: string;
    readonly config?: string;
    readonly resume?: boolean;
  };

/**
 * `convzoo train`: trains a model on a dataset and writes all results to disk.
 *
 * @returns whether training ended; an interrupted run can be resumed
 */
export async function trainModel(
  data: string | undefined,
  flags: TrainFlags,
  terminal: Terminal,
): Promise<boolean> {
  const given = await readConfig(data, flags);
  const splits = prepareData(given, await openDataset(given.data));
  const runtime = await useRuntime(given.runtime ?? 'auto');
  const { classifier, isPretrained } = await startingPoint(given, headFor(given, splits.train), terminal);
  try {
    const config = isPretrained ? fineTuned(given, classifier, splits.train, terminal) : given;
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
      progress: terminal.progress,
      heatMaps: gradCamFor(classifier),
      onEpoch: (epoch) => terminal.jsonLine({ type: 'epoch', ...epoch }),
    });
    report(result, flags.out, terminal);
    return result.ended !== 'interrupted';
  } finally {
    classifier.dispose();
  }
}

/** Prints the result of a run, and what to do next. */
function report({ ended, steps, evaluation }: RunResult, out: string, terminal: Terminal): void {
  const page = join(out, runFiles.report);
  const { samples, loss, metrics } = evaluation ?? {};
  terminal.jsonLine({
    type: 'result',
    ended,
    steps,
    samples,
    loss,
    metrics,
    folder: out,
    report: evaluation && page,
  });
  if (evaluation === undefined) {
    terminal.next([`convzoo train --resume --out ${out}`, 'continue where it stopped']);
    return;
  }
  for (const [name, value] of Object.entries(evaluation.metrics)) {
    terminal.line(`${name} ${value.toFixed(4)}`);
  }
  terminal.line(page);
  terminal.next(
    [`convzoo classify photo.jpg --model ${out}`, 'classify with it'],
    [`convzoo explain photo.jpg --model ${out}`, 'see which regions matter to it'],
    [`convzoo export --model ${out} --out model.onnx`, 'as an ONNX file'],
    [`convzoo push ${out} owner/name`, 'publish it on the Hugging Face hub'],
  );
}

/** A config file's fields, overridden by flags. Resuming starts from the run's own config. */
async function readConfig(data: string | undefined, flags: TrainFlags): Promise<TrainConfig> {
  const isContinued = flags.resume === true && data === undefined;
  const path = flags.config ?? (isContinued ? join(flags.out, runFiles.config) : undefined);
  const base = path === undefined ? { epochs: 10 } : await readJsonObject(path);
  const given = { ...configOf(flags), ...defined({ data, modelOptions: networkOptions(flags) }) };
  const config = merged(base, given);
  if (!('data' in config)) throw wrong('DATA', 'a dataset, or a config that names one', 'nothing');
  if (!('model' in config)) throw wrong('--model', 'a model, or a config that names one', 'nothing');
  return parseTrainConfig(config, path ?? 'command line');
}

/** A config with the settings of a fine-tuning where it has none of its own. */
function fineTuned(
  config: TrainConfig,
  classifier: ImageClassifier,
  train: Dataset,
  terminal: Terminal,
): TrainConfig {
  const settings = fineTuneSettings(classifier, train, config);
  const from = config.weights ?? config.model;
  terminal.note(`fine-tuning from ${from}, ${describeFineTuning(config.epochs, settings)}`);
  return { ...config, ...settings };
}

function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
