import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Architecture,
  type ClassifierOptions,
  type Head,
  type ImageClassifier,
  parseModelDescription,
} from '@convzoo/core';
import { fileError } from '@convzoo/core/errors';
import { fitPreprocessing, type Pixels } from '@convzoo/core/preprocess';
import { openDataset } from '@convzoo/data';
import { explain } from '@convzoo/gradcam';
import { overlay } from '@convzoo/gradcam/overlay';
import { useRuntime } from '@convzoo/runtime';
import { onnxRuntime } from '@convzoo/tfjs-backend-onnxruntime';
import { headFor, parseTrainConfig, prepareData, type TrainConfig, trainOptions } from '@convzoo/train';
import { runFiles, runTraining, type SeenMistake } from '@convzoo/train/node';
import { countClasses } from '@convzoo/weights';
import * as tf from '@tensorflow/tfjs-core';
import { fetchWeights, isFile } from '../load-classifier.js';
import { readJsonObject } from '../read-json.js';
import type { Terminal } from '../terminal.js';
import {
  architectureOptions,
  builderOf,
  configuredFlags,
  type ModelFlags,
  parseNumber,
  wrong,
} from '../zoo.js';

export interface TrainFlags extends ModelFlags {
  out: string;
  config?: string;
  resume?: boolean;
  model?: string;
  head?: string;
  class?: string;
  weights?: string;
  epochs?: string;
  batch?: string;
  learningRate?: string;
  augmentation?: string;
  seed?: string;
  runtime?: string;
  balanced?: boolean;
  strict?: boolean;
}

/** The config as a run of it was started, in the run's folder. */
const configFile = 'config.json';

/**
 * `convzoo train`: trains a model on a data set, with everything on disk. Returns whether it came to its
 * end; interrupted, it can be resumed.
 */
export async function trainCommand(
  data: string | undefined,
  flags: TrainFlags,
  terminal: Terminal,
): Promise<boolean> {
  const config = await configOf(data, flags);
  const splits = prepareData(config, await openDataset(config.data));
  const runtime = await useRuntime(config.runtime ?? 'auto', { adapters: [onnxRuntime] });
  const classifier = await startingPoint(config, headFor(config, splits.train), terminal);
  try {
    await keepConfig(flags.out, config);
    const result = await runTraining(classifier, {
      directory: flags.out,
      data: splits,
      training: { ...trainOptions(config, classifier.architecture.inputShape), signal: terminal.signal },
      checkpointEvery: config.checkpointEvery,
      keepCheckpoints: config.keepCheckpoints,
      resume: flags.resume,
      strict: config.strict,
      facts: { data: config.data, runtime: `${runtime.name} on ${runtime.device}` },
      progress: { isTTY: terminal.interactive, write: (text) => terminal.err(text) },
      illustrate: (mistake) => gradCamOf(classifier, mistake),
    });
    if (result.evaluation !== undefined) {
      for (const [name, value] of Object.entries(result.evaluation.metrics)) {
        terminal.out(`${name} ${value.toFixed(4)}\n`);
      }
      terminal.out(`${join(flags.out, runFiles.report)}\n`);
    }
    return result.ended !== 'interrupted';
  } finally {
    classifier.dispose();
  }
}

/** A config file's fields, replaced by those that flags name. Resuming starts from the run's own config. */
async function configOf(data: string | undefined, flags: TrainFlags): Promise<TrainConfig> {
  const { head, class: className, balanced, size, channels, width, option = [] } = flags;
  const path =
    flags.config ?? (flags.resume === true && data === undefined ? join(flags.out, configFile) : undefined);
  const base = path === undefined ? { epochs: 10 } : await readJsonObject(path);
  const baseHead = 'head' in base && typeof base.head === 'object' ? base.head : { kind: 'multi-class' };
  const given = {
    data,
    model: flags.model,
    weights: flags.weights,
    epochs: numberOf('--epochs', flags.epochs),
    batchSize: numberOf('--batch', flags.batch),
    learningRate: numberOf('--learning-rate', flags.learningRate),
    augmentation: flags.augmentation,
    seed: numberOf('--seed', flags.seed),
    runtime: flags.runtime,
    strict: flags.strict,
  };
  const namesNetwork = [size, channels, width].some((flag) => flag !== undefined) || option.length > 0;
  const model = flags.model ?? ('model' in base ? String(base.model) : undefined);
  const merged = {
    ...base,
    ...defined(given),
    head: { ...baseHead, ...defined({ kind: head, class: className, balanced }) },
    ...(namesNetwork && model !== undefined ? { modelOptions: architectureOptions(model, flags) } : {}),
  };
  if (!('data' in merged)) throw wrong('DATA', 'a data set, or a config that names one', 'nothing');
  return parseTrainConfig(merged, path ?? 'command line');
}

/** Written before the first step, for whoever resumes. A run that is there already keeps its own. */
async function keepConfig(folder: string, config: TrainConfig): Promise<void> {
  const path = join(folder, configFile);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, `${JSON.stringify(config, null, 2)}\n`, { flag: 'wx' });
  } catch (cause) {
    const isThere = cause instanceof Error && 'code' in cause && cause.code === 'EEXIST';
    if (!isThere) throw fileError(path, 'a file that can be written', cause);
  }
}

/** The network with random weights, with another task's backbone, or with weights of the same classes. */
async function startingPoint(config: TrainConfig, head: Head, terminal: Terminal): Promise<ImageClassifier> {
  const builder = builderOf(config.model);
  const options = architectureOptions(config.model, configuredFlags(config.modelOptions ?? {}));
  const architecture = builder.architecture(options);
  const start =
    config.weights === undefined ? {} : await startingWeights(config.weights, architecture, head, terminal);
  return builder({ ...options, head, seed: config.seed ?? 0, ...start });
}

async function startingWeights(
  name: string,
  architecture: Architecture,
  head: Head,
  terminal: Terminal,
): Promise<Partial<ClassifierOptions>> {
  const published = (await isFile(name)) ? undefined : architecture.weights[name];
  const loaded = await fetchWeights(architecture, published ?? name, terminal);
  const described = parseModelDescription(loaded.metadata, loaded.path);
  const trained = published?.preprocessing ?? loaded.preprocessing ?? described?.preprocessing;
  const sameClasses =
    countClasses(architecture, loaded.stateDict) === head.units &&
    described?.head.classes.join() === head.classes.join();
  return {
    ...(sameClasses ? { weights: loaded.stateDict } : { backbone: loaded.stateDict }),
    ...(trained === undefined ? {} : { preprocessing: fitPreprocessing(trained, architecture.inputShape) }),
  };
}

/** Why the network saw what it saw: Grad-CAM of its prediction, or of the class that it should have found. */
async function gradCamOf(
  { architecture, head, lastConv }: ImageClassifier,
  { mistake, view, input }: SeenMistake,
): Promise<Pixels> {
  const x = tf.tensor4d(input, [1, ...architecture.inputShape]);
  try {
    const { label } = mistake;
    const labeled = head.kind === 'multi-class' && typeof label !== 'object';
    const [explanation] = await explain(lastConv, x, labeled ? { target: label } : {});
    return overlay(view, explanation!.map);
  } finally {
    x.dispose();
  }
}

function numberOf(flag: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : parseNumber(flag, text);
}

function defined(values: object): object {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
