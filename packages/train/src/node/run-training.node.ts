import { join } from 'node:path';
import {
  ConvzooError,
  describeModel,
  type ImageClassifier,
  type JsonObject,
  modelMetadata,
  type StateDict,
} from '@convzoo/core';
import { findDuplicates, type Sample } from '@convzoo/data';
import { loadWeights, saveWeights, writeAtomically, writeModelFolder } from '@convzoo/weights';
import { modelCard } from '@convzoo/weights/hub';
import type { RunData } from '../config/prepare-data.js';
import type { TrainConfig } from '../config/schema.js';
import { type Evaluation, evaluate } from '../evaluate.js';
import type { EpochReport, EpochSummary, StepReport } from '../events.js';
import { confusionExamples, mostUncertain } from '../examples.js';
import type { TrainOptions } from '../options.js';
import type { Progress } from '../progress.js';
import { type ProgressStream, progressLine } from '../progress-line.js';
import { type TrainingResult, train } from '../train.js';
import { evaluationSplit, trainingFacts } from '../training-facts.js';
import {
  listCheckpoints,
  loadNewestCheckpoint,
  type NewestCheckpoint,
  saveCheckpoint,
} from './checkpoints.node.js';
import { eventFile } from './event-file.node.js';
import type { HeatMapper } from './example-pictures.node.js';
import { prepareDirectory } from './files.node.js';
import { jsonLines, type LogEntry } from './json-lines.node.js';
import { lockDirectory } from './lock.node.js';
import { runFiles } from './run-files.js';
import { settingsOf } from './settings-of.js';
import { writeReport } from './write-report.node.js';

export interface RunOptions {
  /** Where everything goes; made if it does not exist. */
  readonly directory: string;
  readonly data: RunData;
  /** All options but those that the run sets itself. */
  readonly training: Omit<
    TrainOptions,
    'validation' | 'checkpoint' | 'resume' | 'onStep' | 'onEpoch' | 'onUnreadable'
  >;
  /** A checkpoint after so many steps, besides those after epochs. */
  readonly checkpointEvery?: number | undefined;
  /** Default 2. */
  readonly keepCheckpoints?: number | undefined;
  /** Resumes from the newest whole checkpoint of the directory, if any. Default: the directory must have none. */
  readonly resume?: boolean | undefined;
  /** Makes an image that can't be read an error. */
  readonly strict?: boolean | undefined;
  /** Shown in the report besides the settings: on what data, on which machine. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
  /** The config that the run follows, which is kept beside the model. */
  readonly config?: TrainConfig | undefined;
  /** Default `process.stderr`. */
  readonly progress?: ProgressStream | undefined;
  /** Shows in the report where the network looked. */
  readonly heatMaps?: HeatMapper | undefined;
}

export interface RunResult extends TrainingResult {
  /** Of the best weights, on the test images or else the validation images; missing if interrupted. */
  readonly evaluation?: Evaluation;
}

/**
 * Trains with everything on disk: checkpoints, the best model, a JSON Lines log, TensorBoard events, and at the end
 * metrics and an HTML report. The classifier ends up with the best weights. One run at a time uses a directory.
 *
 * @throws ConvzooError `file-error`, before anything is computed, if the directory can't be written or is too full
 * for the checkpoints; `invalid-argument` if another process uses it, or if it holds another run that is not to be
 * resumed; what `train` throws
 */
export async function runTraining(classifier: ImageClassifier, options: RunOptions): Promise<RunResult> {
  await prepareDirectory(options.directory, roomNeeded(classifier, options));
  const unlock = await lockDirectory(options.directory);
  try {
    return await runLocked(classifier, options);
  } finally {
    await unlock();
  }
}

async function runLocked(classifier: ImageClassifier, options: RunOptions): Promise<RunResult> {
  const { directory, data, training, config, keepCheckpoints = 2 } = options;
  const path = (file: keyof typeof runFiles): string => join(directory, runFiles[file]);
  const checkpoint = await findCheckpoint(path('checkpoints'), options.resume === true);
  const resumed = checkpoint?.state;
  if (config !== undefined) await writeText(path('config'), `${JSON.stringify(config, null, 2)}\n`);
  const line = progressLine(options.progress ?? standardError(), { epochs: training.epochs });
  const records = recorder(directory, resumed?.progress);
  for (const note of resumeNotes(checkpoint, training.learningRate)) line.note(note);
  const warnings = [...dataWarnings(data), ...(await duplicateWarnings(data))];
  for (const warning of warnings) line.note(warning);
  const unreadable = new Set<string>();
  const onUnreadable = (error: ConvzooError, { id }: Sample): void => {
    if (unreadable.has(id)) return;
    unreadable.add(id);
    line.note(`left out: ${error.message}`);
    records.log({ type: 'unreadable', step: records.step(), sample: id, message: error.message });
  };
  const saveModel = async (weights: StateDict, facts: JsonObject): Promise<void> =>
    await saveWeights(path('model'), weights, modelMetadata(describeModel(classifier, { training: facts })));
  const factsOf = (history: TrainingResult['history'], evaluation?: Evaluation): JsonObject =>
    trainingFacts(data, { history }, config?.data ?? options.facts?.data, evaluation);
  const history: EpochSummary[] = [...(resumed?.progress.history ?? [])];

  const result = await train(classifier, data.train, {
    ...training,
    validation: data.validation,
    resume: resumed,
    onUnreadable: options.strict === true ? undefined : onUnreadable,
    onStep: (report) => {
      records.stepDone(report);
      line.step(report);
    },
    onEpoch: async ({ evaluation: _, weights, best, ...summary }) => {
      history.push(summary);
      if (weights !== undefined) await saveModel(weights, factsOf(history));
      records.epochDone({ ...summary, best });
      line.epoch(summary);
    },
    checkpoint: {
      ...(options.checkpointEvery === undefined ? {} : { every: options.checkpointEvery }),
      save: (state) => saveCheckpoint(path('checkpoints'), state, keepCheckpoints),
    },
  });
  line.end();
  const interrupted = (so: TrainingResult): RunResult => {
    line.note(`interrupted after step ${so.steps}; the run can be resumed`);
    return { ...so, ended: 'interrupted' };
  };
  if (result.ended === 'interrupted') return interrupted(result);
  if (result.best !== undefined) classifier.loadStateDict((await loadWeights(path('model'))).stateDict);
  const evaluatedOn = evaluationSplit(data);
  const uncertain = mostUncertain(classifier.head, shownExamples);
  const confusion = confusionExamples(classifier.head, examplesPerCell);
  const evaluation = await evaluate(classifier, data[evaluatedOn]!, {
    batchSize: training.batchSize,
    mistakes: shownExamples,
    onScored: (scored) => {
      uncertain.add(scored);
      confusion.add(scored);
    },
    onUnreadable: options.strict === true ? undefined : onUnreadable,
    signal: training.signal,
  }).catch((error: unknown) => {
    if (training.signal?.aborted === true) return undefined;
    throw error;
  });
  if (evaluation === undefined) return interrupted(result);
  const description = describeModel(classifier, { training: factsOf(result.history, evaluation) });
  const { timm } = classifier.architecture;
  await writeModelFolder(directory, { stateDict: await classifier.stateDict(), description, timm });
  await writeText(path('card'), modelCard(description, { timm: timm !== undefined }));
  records.log({
    type: 'test',
    step: result.steps,
    evaluatedOn,
    loss: evaluation.loss,
    metrics: evaluation.metrics,
  });
  await writeReport({
    directory,
    classifier,
    data,
    result,
    evaluation,
    evaluatedOn,
    uncertain: uncertain.result(),
    confusion: confusion.result(),
    heatMaps: options.heatMaps,
    settings: {
      ...settingsOf(training),
      ...(config?.augmentation && { augmentation: config.augmentation }),
      ...options.facts,
    },
    warnings: [...warnings, ...[...unreadable].map((id) => `${id} could not be read and was left out.`)],
  });
  return { ...result, evaluation };
}

/** Mistakes, and uncertain decisions, that the report shows. */
const shownExamples = 12;
/** Samples kept for each cell of the confusion matrix. */
const examplesPerCell = 12;

/** What a user should know when a run continues. */
function resumeNotes(checkpoint: NewestCheckpoint | undefined, learningRate: number | undefined): string[] {
  if (checkpoint === undefined) return [];
  const { state, damaged } = checkpoint;
  const { step, run } = state.progress;
  return [
    `resumed after step ${step}`,
    ...damaged.map(({ message }) => `a newer checkpoint is damaged and was passed over: ${message}`),
    ...(learningRate === undefined || learningRate === run.learningRate
      ? []
      : [`the learning rate is ${learningRate} now; it was ${run.learningRate}`]),
  ];
}

/** An accuracy on fewer images has a standard error above a tenth. */
const fewestImages = 25;

/** What was left out of the data, and splits that are too small to measure with. */
function dataWarnings(data: RunData): string[] {
  const { train, validation, test } = data;
  const small = Object.entries({ validation, test }).flatMap(([name, split]) => {
    const images = split?.samples.length ?? fewestImages;
    return images >= fewestImages
      ? []
      : [
          `there are only ${images} ${name} images: metrics on them say little (${fewestImages} or more would do)`,
        ];
  });
  const warnings = [train, validation, test].flatMap((split) => split?.warnings ?? []);
  return [...new Set(warnings), ...small];
}

/** Standard error, which a run outlives: a closed terminal or pipe ends the display only. */
function standardError(): ProgressStream {
  const { stderr } = process;
  let isOpen = true;
  stderr.on('error', () => {
    isOpen = false;
  });
  return {
    isTTY: stderr.isTTY,
    get columns() {
      return stderr.columns;
    },
    write: (text) => isOpen && stderr.write(text),
  };
}

const writeText = (path: string, text: string): Promise<void> =>
  writeAtomically(path, [new TextEncoder().encode(text)]);

/** Bytes for the checkpoints and the best model: weights, their average, and up to two numbers of the optimizer. */
function roomNeeded({ size }: ImageClassifier, { training, keepCheckpoints = 2 }: RunOptions): number {
  const weights = 4 * (size.parameters + size.buffers);
  const slots = training.optimizer?.kind === 'adamw' ? 2 : 1;
  const checkpoint = weights * (1 + (training.ema === undefined ? 0 : 1)) + 4 * size.parameters * slots;
  // One more than are kept, because the oldest is removed after the newest is written.
  return checkpoint * (keepCheckpoints + 1) + 2 * weights;
}

async function findCheckpoint(directory: string, resume: boolean): Promise<NewestCheckpoint | undefined> {
  if (resume) return await loadNewestCheckpoint(directory);
  const [latest] = await listCheckpoints(directory);
  if (latest === undefined) return undefined;
  throw new ConvzooError('invalid-argument', {
    subject: directory,
    expected: 'no checkpoints of an earlier run',
    found: latest,
    remedy: 'Resume that run, or choose another directory.',
  });
}

async function duplicateWarnings({ train, validation, test }: RunData): Promise<string[]> {
  const splits = {
    train,
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  };
  const duplicates = await findDuplicates(splits);
  return duplicates.map(
    ({ places }) => `the same image lies in several splits: ${places.map(({ id }) => id).join(', ')}`,
  );
}

interface Recorder {
  readonly log: (entry: LogEntry) => void;
  step(): number;
  stepDone(report: StepReport): void;
  epochDone(report: Omit<EpochReport, 'evaluation' | 'weights'>): void;
}

/** The log and the TensorBoard events. */
function recorder(directory: string, resumed: Progress | undefined): Recorder {
  const { step: resumedAt = 0, epoch: resumedIn = 0 } = resumed ?? {};
  // An epoch that was logged, but whose checkpoint was not saved, is evaluated and logged again.
  const isAhead = ({ type, step, epoch }: LogEntry): boolean =>
    step > resumedAt || type === 'test' || (type === 'epoch' && Number(epoch) >= resumedIn);
  const log = jsonLines(join(directory, runFiles.log), (entry) => !isAhead(entry));
  const scalars = eventFile(join(directory, runFiles.tensorboard), resumedAt);
  let current = resumedAt;
  return {
    log,
    step: () => current,
    stepDone: ({ totalSteps: _, ...report }) => {
      current = report.step;
      log({ type: 'step', ...report });
      scalars(report.step, {
        'train/loss': report.loss,
        'train/learning_rate': report.learningRate,
        'train/images_per_second': report.images / report.seconds,
        'train/data_share': report.dataSeconds / report.seconds,
      });
    },
    epochDone: ({ epoch, step, loss, learningRate, validation, best }) => {
      log({ type: 'epoch', step, epoch, loss, learningRate, validation, best });
      scalars(step, { 'epoch/loss': loss });
      if (validation === undefined) return;
      scalars(step, {
        'validation/loss': validation.loss,
        ...Object.fromEntries(
          Object.entries(validation.metrics).map(([name, value]) => [`validation/${name}`, value]),
        ),
      });
    },
  };
}
