import type { ImageClassifier } from '@convzoo/core';
import type { Dataset } from '@convzoo/data';
import { weightAverage } from './ema.js';
import { epochSteps } from './epoch.js';
import { type Evaluation, evaluate } from './evaluate.js';
import type { EpochSummary } from './events.js';
import { identityOf } from './identity.js';
import { primaryMetric } from './metrics/metrics.js';
import { createOptimizer } from './optimizers/create-optimizer.js';
import type { TrainOptions } from './options.js';
import { checkLabels, planTraining, type TrainingPlan } from './plan.js';
import { advance, initialProgress, isBetter, isExhausted, type Progress } from './progress.js';
import { checkResumable } from './resume.js';
import type { TrainingState } from './state.js';
import type { Learner } from './step.js';

export interface TrainingResult {
  /** Why it ended: all epochs done; no better validation for `patience` epochs; the signal. */
  readonly ended: 'finished' | 'stopped early' | 'interrupted';
  readonly steps: number;
  readonly history: readonly EpochSummary[];
  /** The best epoch, counted from 0, and its validation by the head's primary metric. */
  readonly best?: { readonly epoch: number; readonly value: number };
}

/**
 * Trains a classifier on a dataset. Afterwards it has the weights of the last step, or their moving average if
 * there is one; `onEpoch` receives the best ones. The same seed, data and runtime give the same weights, whether
 * or not the run was interrupted and resumed. A finished run that is resumed with more epochs continues.
 *
 * @throws ConvzooError `training-diverged` if the loss is no longer finite, before the weights change;
 * `invalid-argument` for options out of range or a state of another run; `unknown-name` and `invalid-data` for
 * labels that the head does not know; what reading images and `checkpoint.save` throw
 */
export async function train(
  classifier: ImageClassifier,
  dataset: Dataset,
  options: TrainOptions,
): Promise<TrainingResult> {
  const plan = planTraining(dataset, options);
  checkLabels(classifier, dataset);
  const run = identityOf(classifier, dataset, plan.optimizer.kind, plan.learningRate);
  const start = initialProgress(run, plan.seed, plan.stepsPerEpoch);
  if (options.resume !== undefined) checkResumable(options.resume.progress, start);
  const learner = await startLearner(classifier, plan, options);
  try {
    const resumed = options.resume?.progress;
    return await runEpochs(
      learner,
      dataset,
      plan,
      resumed === undefined ? start : { ...resumed, run },
      options,
    );
  } finally {
    learner.optimizer.dispose();
    learner.average?.dispose();
  }
}

async function startLearner(
  classifier: ImageClassifier,
  plan: TrainingPlan,
  { resume, ema }: TrainOptions,
): Promise<Learner> {
  if (resume !== undefined) classifier.loadStateDict(resume.weights);
  const learner = {
    classifier,
    optimizer: createOptimizer(plan.optimizer),
    average: ema === undefined ? undefined : weightAverage(classifier, ema),
  };
  if (resume !== undefined) learner.optimizer.loadState(resume.optimizer);
  if (resume?.ema !== undefined) await learner.average?.loadState(resume.ema);
  return learner;
}

async function runEpochs(
  learner: Learner,
  dataset: Dataset,
  plan: TrainingPlan,
  start: Progress,
  options: TrainOptions,
): Promise<TrainingResult> {
  const { classifier, average } = learner;
  const { checkpoint, signal } = options;
  const every = checkpoint?.every ?? Number.POSITIVE_INFINITY;
  let progress = start;
  const save = async (): Promise<void> => {
    if (checkpoint !== undefined) await checkpoint.save(await capture(learner, progress));
  };
  const isOver = (): boolean => progress.epoch >= plan.epochs || isExhausted(progress, plan.patience);

  while (!isOver()) {
    for await (const { index, report } of epochSteps(learner, dataset, plan, progress, options)) {
      progress = advance(progress, { kind: 'step', index, loss: report.loss });
      options.onStep?.(report);
      if (signal !== undefined) await nextTask();
      if (signal?.aborted === true) {
        await save();
        return resultOf(progress, 'interrupted');
      }
      if (progress.stepInEpoch < plan.stepsPerEpoch && progress.step % every === 0) await save();
    }
    const ended = await endEpoch(learner, plan, progress, options);
    progress = ended ?? progress;
    await save();
    if (ended === undefined || (signal?.aborted === true && !isOver()))
      return resultOf(progress, 'interrupted');
  }
  if (average !== undefined) classifier.loadStateDict(await average.exportState());
  return resultOf(progress, progress.epoch < plan.epochs ? 'stopped early' : 'finished');
}

/** Measures and reports an epoch. Returns the progress after it; nothing if the signal ended the measuring. */
async function endEpoch(
  learner: Learner,
  { batchSize, stepsPerEpoch, learningRate, schedule }: TrainingPlan,
  progress: Progress,
  options: TrainOptions,
): Promise<Progress | undefined> {
  const { classifier, average } = learner;
  const { validation, onUnreadable, signal } = options;
  const measure = async (): Promise<Evaluation | undefined> =>
    validation && (await evaluate(classifier, validation, { batchSize, onUnreadable, signal }));
  let evaluation: Evaluation | undefined;
  try {
    evaluation = await (average === undefined ? measure() : average.use(measure));
  } catch (error) {
    if (signal?.aborted === true) return undefined;
    throw error;
  }
  const steps = (progress.epoch + 1) * stepsPerEpoch;
  const summary: EpochSummary = {
    epoch: progress.epoch,
    step: steps,
    loss: progress.lossSum / stepsPerEpoch,
    learningRate: learningRate * schedule(steps - 1),
    ...(evaluation && { validation: { loss: evaluation.loss, metrics: evaluation.metrics } }),
  };
  const value = evaluation?.metrics[primaryMetric[classifier.head.kind]];
  const best = value !== undefined && isBetter(progress, value);
  await options.onEpoch?.({
    ...summary,
    best,
    ...(evaluation && { evaluation }),
    ...(best ? { weights: await (average?.exportState() ?? classifier.stateDict()) } : {}),
  });
  return advance(progress, { kind: 'epoch', summary, value });
}

async function capture(
  { classifier, optimizer, average }: Learner,
  progress: Progress,
): Promise<TrainingState> {
  return {
    weights: await classifier.stateDict(),
    optimizer: await optimizer.exportState(),
    progress,
    ...(average && { ema: await average.exportState() }),
  };
}

/** Lets the event loop run: where images are in memory and the engine is synchronous, nobody could abort. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function resultOf({ step, history, best }: Progress, ended: TrainingResult['ended']): TrainingResult {
  return { ended, steps: step, history, ...(best && { best }) };
}
