import { join } from 'node:path';
import {
  ConvzooError,
  describeModel,
  type ImageClassifier,
  type ModelDescription,
  type StateDict,
  versionsInUse,
} from '@convzoo/core';
import type { Sample, SplitName } from '@convzoo/data';
import { type ProgressLine, progressOn } from '@convzoo/report/terminal';
import { loadWeights, writeAtomically, writeModelFolder } from '@convzoo/weights';
import { modelCard } from '@convzoo/weights/hub';
import type { RunData } from '../config/prepare-data.js';
import { settingDefaults, type TrainConfig } from '../config/schema.js';
import { type Evaluation, evaluate } from '../evaluate.js';
import type { EpochSummary } from '../events.js';
import { type CellExamples, confusionExamples, type Example, mostUncertain } from '../examples.js';
import type { TrainOptions } from '../options.js';
import type { TrainingState } from '../state.js';
import { type TrainingResult, train } from '../train.js';
import { evaluationData, trainingFacts } from '../training-facts.js';
import {
  listCheckpoints,
  loadNewestCheckpoint,
  type NewestCheckpoint,
  saveCheckpoint,
} from './checkpoints.node.js';
import type { HeatMapper } from './example-pictures.node.js';
import { prepareDirectory } from './files.node.js';
import { lockDirectory } from './lock.node.js';
import { runFiles } from './run-files.js';
import { dataWarnings, resumeNotes } from './run-notes.js';
import { type RunRecords, runRecords } from './run-records.node.js';
import { settingsOf } from './settings-of.js';
import { standardError } from './standard-error.node.js';
import { epochLine, stepWork } from './training-progress.js';
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
  /** Where progress is shown. Default standard error. */
  readonly progress?: ProgressLine | undefined;
  /** Called after each epoch. */
  readonly onEpoch?: ((epoch: EpochSummary & { readonly best: boolean }) => void) | undefined;
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
  const { directory, data, training, config, strict = false } = options;
  const checkpoint = await findCheckpoint(pathOf(directory, 'checkpoints'), options.resume === true);
  if (config !== undefined) {
    await writeText(pathOf(directory, 'config'), `${JSON.stringify(config, null, 2)}\n`);
  }
  const progress = options.progress ?? progressOn(standardError());
  const records = await runRecords(directory, checkpoint?.state.progress);
  const warnings = await dataWarnings(data);
  for (const note of [...resumeNotes(checkpoint, training.learningRate), ...warnings]) progress.log(note);
  const unreadable = new Set<string>();
  const onUnreadable = (error: ConvzooError, { id }: Sample): void => {
    if (unreadable.has(id)) return;
    unreadable.add(id);
    progress.log(`left out: ${error.message}`);
    records.log({ type: 'unreadable', step: records.step(), sample: id, message: error.message });
  };
  const run: Run = {
    classifier,
    options,
    progress,
    records,
    onUnreadable: strict ? undefined : onUnreadable,
  };

  const result = await fit(run, checkpoint?.state);
  progress.clear();
  const measured = result.ended === 'interrupted' ? undefined : await measure(run, result);
  if (measured === undefined) {
    progress.log(`interrupted after step ${result.steps}; the run can be resumed`);
    return { ...result, ended: 'interrupted' };
  }
  const { evaluatedOn } = measured;
  await writeReport({
    directory,
    classifier,
    data,
    result,
    ...measured,
    heatMaps: options.heatMaps,
    evaluatedOn: evaluatedOn === 'train' ? 'training' : evaluatedOn,
    settings: {
      ...settingsOf(training),
      ...(config?.augmentation && { augmentation: config.augmentation }),
      ...options.facts,
    },
    warnings: [...warnings, ...[...unreadable].map((id) => `${id} could not be read and was left out.`)],
  });
  return { ...result, evaluation: measured.evaluation };
}

/** What the parts of a run share. */
interface Run {
  readonly classifier: ImageClassifier;
  readonly options: RunOptions;
  readonly progress: ProgressLine;
  readonly records: RunRecords;
  readonly onUnreadable: TrainOptions['onUnreadable'];
}

/** Trains, and keeps checkpoints and the best model. */
async function fit(run: Run, resume: TrainingState | undefined): Promise<TrainingResult> {
  const { classifier, options, progress, records, onUnreadable } = run;
  const { directory, data, training, checkpointEvery, keepCheckpoints } = options;
  const history: EpochSummary[] = [...(resume?.progress.history ?? [])];
  return await train(classifier, data.train, {
    ...training,
    validation: data.validation,
    resume,
    onUnreadable,
    onStep: (report) => {
      records.stepDone(report);
      progress.show(stepWork(report, training.epochs));
    },
    onEpoch: async ({ evaluation: _, weights, best, ...summary }) => {
      history.push(summary);
      if (weights !== undefined) await saveModel(run, weights, { history });
      records.epochDone({ ...summary, best });
      progress.log(epochLine(summary, training.epochs));
      options.onEpoch?.({ ...summary, best });
    },
    checkpoint: {
      every: checkpointEvery,
      save: (state) =>
        saveCheckpoint(
          pathOf(directory, 'checkpoints'),
          state,
          keepCheckpoints ?? settingDefaults.keepCheckpoints,
        ),
    },
  });
}

interface Measured {
  readonly evaluation: Evaluation;
  readonly evaluatedOn: SplitName;
  readonly uncertain: readonly Example[];
  readonly confusion: readonly CellExamples[];
}

/** Mistakes, and uncertain decisions, that the report shows. */
const shownExamples = 12;
/** Samples kept for each cell of the confusion matrix. */
const examplesPerCell = 12;

/** Loads the best weights, measures them and saves them with the result; undefined if the signal ended it. */
async function measure(run: Run, result: TrainingResult): Promise<Measured | undefined> {
  const { classifier, options, records, onUnreadable } = run;
  const { directory, data, training } = options;
  if (result.best !== undefined) {
    classifier.loadStateDict((await loadWeights(pathOf(directory, 'model'))).stateDict);
  }
  const { name: evaluatedOn, dataset } = evaluationData(data);
  const uncertain = mostUncertain(classifier.head, shownExamples);
  const confusion = confusionExamples(classifier.head, examplesPerCell);
  let evaluation: Evaluation;
  try {
    evaluation = await evaluate(classifier, dataset, {
      batchSize: training.batchSize,
      mistakes: shownExamples,
      onScored: (scored) => {
        uncertain.add(scored);
        confusion.add(scored);
      },
      onUnreadable,
      signal: training.signal,
    });
  } catch (error) {
    if (training.signal?.aborted === true) return undefined;
    throw error;
  }
  const { loss, metrics } = evaluation;
  const description = await saveModel(run, await classifier.stateDict(), result, evaluation);
  const timm = classifier.architecture.timm !== undefined;
  await writeText(pathOf(directory, 'card'), modelCard(description, { timm }));
  records.log({ type: 'test', step: result.steps, evaluatedOn, loss, metrics });
  return { evaluation, evaluatedOn, uncertain: uncertain.result(), confusion: confusion.result() };
}

/** Writes weights with their description and the `config.json` in timm's layout. */
async function saveModel(
  { classifier, options }: Run,
  stateDict: StateDict,
  result: Pick<TrainingResult, 'history'>,
  evaluation?: Evaluation,
): Promise<ModelDescription> {
  const { directory, data, config, facts } = options;
  const { architecture } = classifier;
  const description = describeModel(classifier, {
    training: trainingFacts(data, result, config?.data ?? facts?.data, evaluation),
    versions: versionsInUse(['@convzoo/train', '@convzoo/data', architecture.package], import.meta.url),
  });
  await writeModelFolder(directory, { stateDict, description, timm: architecture.timm });
  return description;
}

const pathOf = (directory: string, file: keyof typeof runFiles): string => join(directory, runFiles[file]);

const writeText = (path: string, text: string): Promise<void> =>
  writeAtomically(path, [new TextEncoder().encode(text)]);

/** Bytes for the checkpoints and the best model: weights, their average, and up to two numbers of the optimizer. */
function roomNeeded(
  { size }: ImageClassifier,
  { training, keepCheckpoints = settingDefaults.keepCheckpoints }: RunOptions,
): number {
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
