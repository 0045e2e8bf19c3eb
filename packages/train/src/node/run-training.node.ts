import { join } from 'node:path';
import {
  ConvzooError,
  describeModel,
  type ImageClassifier,
  type JsonObject,
  modelMetadata,
} from '@convzoo/core';
import { type Dataset, findDuplicates, type Sample } from '@convzoo/data';
import { loadWeights, saveWeights } from '@convzoo/weights';
import type { RunData } from '../config/settings.js';
import { type Evaluation, evaluate } from '../evaluate.js';
import type { TrainOptions } from '../options.js';
import { type ProgressStream, progressLine } from '../progress-line.js';
import type { EpochReport, StepReport } from '../reports.js';
import type { Progress } from '../state.js';
import { type TrainingResult, train } from '../train.js';
import { latestCheckpoint, loadCheckpoint, saveCheckpoint } from './checkpoints.node.js';
import { eventFile } from './event-file.node.js';
import { prepareDirectory } from './files.node.js';
import { jsonLines, type LogEntry } from './json-lines.node.js';
import { runFiles } from './run-files.js';
import { type Illustrate, writeReport } from './write-report.node.js';

export interface RunOptions {
  /** Where everything goes; made if it does not exist. */
  readonly directory: string;
  readonly data: RunData;
  /** All but what the run itself sees to. */
  readonly training: Omit<
    TrainOptions,
    'validation' | 'checkpoint' | 'resume' | 'onStep' | 'onEpoch' | 'onUnreadable'
  >;
  /** A checkpoint after so many steps, besides those after epochs. */
  readonly checkpointEvery?: number | undefined;
  /** Default 2. */
  readonly keepCheckpoints?: number | undefined;
  /** Goes on from the newest checkpoint of the directory, if there is one. Default: the directory must have none. */
  readonly resume?: boolean | undefined;
  /** Makes an image that can't be read an error. */
  readonly strict?: boolean | undefined;
  /** Kept with the weights: what the model was trained on and how, such as data and split. */
  readonly about?: JsonObject | undefined;
  /** Shown in the report: what was trained, on what, how. */
  readonly facts?: Readonly<Record<string, string>> | undefined;
  /** Default `process.stderr`. */
  readonly progress?: ProgressStream | undefined;
  readonly illustrate?: Illustrate | undefined;
}

export interface RunResult extends TrainingResult {
  /** Of the best weights, on the test images or else the validation images. Not there when interrupted. */
  readonly evaluation?: Evaluation;
}

/**
 * Trains with everything on disk: checkpoints, the best model, a JSON Lines log, TensorBoard events, and at the end
 * metrics and an HTML report. The classifier ends up with the best weights.
 *
 * @throws ConvzooError `file-error`, before anything is computed, where the directory can't be written or is too
 * full for the checkpoints; `invalid-argument` where it holds another run that is not to be resumed; what `train`
 * throws
 */
export async function runTraining(classifier: ImageClassifier, options: RunOptions): Promise<RunResult> {
  const { directory, data, training, keepCheckpoints = 2, illustrate } = options;
  const path = (file: keyof typeof runFiles): string => join(directory, runFiles[file]);
  await prepareDirectory(directory, roomNeeded(classifier, options));
  const resumed = await findCheckpoint(path('checkpoints'), options.resume === true);
  const line = progressLine(options.progress ?? process.stderr, { epochs: training.epochs });
  const records = recorder(directory, resumed?.progress);
  if (resumed !== undefined) line.note(`resumed after step ${resumed.progress.step}`);
  const warnings = await duplicateWarnings(data);
  for (const warning of warnings) line.note(warning);
  const unreadable = new Set<string>();
  const onUnreadable = (error: ConvzooError, { id }: Sample): void => {
    if (unreadable.has(id)) return;
    unreadable.add(id);
    line.note(`left out: ${error.message}`);
    records.log({ type: 'unreadable', step: records.step(), sample: id, message: error.message });
  };
  const saveModel = async (weights: Awaited<ReturnType<ImageClassifier['stateDict']>>): Promise<void> =>
    await saveWeights(
      path('model'),
      weights,
      modelMetadata(describeModel(classifier, { training: options.about })),
    );

  const result = await train(classifier, data.train, {
    ...training,
    validation: data.validation,
    resume: resumed,
    onUnreadable: options.strict === true ? undefined : onUnreadable,
    onStep: (report) => {
      records.stepDone(report);
      line.step(report);
    },
    onEpoch: async (report) => {
      if (report.weights !== undefined) await saveModel(report.weights);
      records.epochDone(report);
      line.epoch(report);
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
  if (result.best === undefined) await saveModel(await classifier.stateDict());
  else classifier.loadStateDict((await loadWeights(path('model'))).stateDict);
  const [evaluatedOn, dataset] = evaluationData(data);
  const evaluation = await evaluate(classifier, dataset, {
    batchSize: training.batchSize,
    mistakes: 24,
    onUnreadable: options.strict === true ? undefined : onUnreadable,
    signal: training.signal,
  }).catch((error: unknown) => {
    if (training.signal?.aborted === true) return undefined;
    throw error;
  });
  if (evaluation === undefined) return interrupted(result);
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
    result,
    evaluation,
    evaluatedOn,
    illustrate,
    facts: options.facts ?? {},
    warnings: [...warnings, ...[...unreadable].map((id) => `${id} could not be read and was left out.`)],
  });
  return { ...result, evaluation };
}

/** Bytes for the checkpoints and the best model: weights, their average, and up to two numbers of the optimizer. */
function roomNeeded({ size }: ImageClassifier, { training, keepCheckpoints = 2 }: RunOptions): number {
  const weights = 4 * (size.parameters + size.buffers);
  const slots = training.optimizer?.kind === 'adamw' ? 2 : 1;
  const checkpoint = weights * (1 + (training.ema === undefined ? 0 : 1)) + 4 * size.parameters * slots;
  // One more than are kept, because the oldest goes after the newest has come.
  return checkpoint * (keepCheckpoints + 1) + 2 * weights;
}

async function findCheckpoint(directory: string, resume: boolean): Promise<TrainOptions['resume']> {
  const latest = await latestCheckpoint(directory);
  if (latest === undefined) return undefined;
  if (resume) return await loadCheckpoint(latest);
  throw new ConvzooError('invalid-argument', {
    subject: directory,
    expected: 'no checkpoints of an earlier run',
    found: latest,
    remedy: 'Resume that run, or choose another directory.',
  });
}

function evaluationData({ train, validation, test }: RunData): [name: string, dataset: Dataset] {
  if (test !== undefined) return ['test', test];
  return validation === undefined ? ['training', train] : ['validation', validation];
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
  epochDone(report: EpochReport): void;
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
