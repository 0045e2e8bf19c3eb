import { ConvzooError, type ImageClassifier } from '@convzoo/core';
import { seedDropout } from '@convzoo/core/layers';
import { type Batch, batchesPerEpoch, type Dataset, epochBatches } from '@convzoo/data';
import * as tf from '@tensorflow/tfjs-core';
import { stepBatches } from './accumulate.js';
import { type WeightAverage, weightAverage } from './ema.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { clipGradients, lossAndGradients, meanGradients } from './gradients.js';
import { primaryMetric } from './metrics/metrics.js';
import { createOptimizer, type Optimizer } from './optimizers/optimizer.js';
import type { FreezingStage, TrainOptions } from './options.js';
import { type Parameter, trainableParameters } from './parameters.js';
import type { EpochSummary } from './reports.js';
import { createSchedule, type Schedule } from './schedules.js';
import { checkResumable, initialProgress, type Progress, type TrainingState } from './state.js';

export interface TrainingResult {
  /** Why it ended: all epochs done; no better validation for `patience` epochs; the signal. */
  readonly ended: 'finished' | 'stopped early' | 'interrupted';
  readonly steps: number;
  readonly history: readonly EpochSummary[];
  /** The best epoch, counted from 0, and its validation by the head's primary metric. */
  readonly best?: { readonly epoch: number; readonly value: number };
}

/**
 * Trains a classifier on a dataset. Afterwards it has the weights of the last step, or their moving average where
 * there is one; `onEpoch` hands out the best ones. The same seed, data and runtime give the same weights, whether
 * or not the run was interrupted and resumed.
 *
 * @throws ConvzooError `training-diverged` where the loss is not a number any more, before the weights are
 * touched; `invalid-argument` for options that can't be meant; `unknown-name` and `invalid-data` for labels that
 * the head does not know; what reading images and `checkpoint.save` throw
 */
export async function train(
  classifier: ImageClassifier,
  dataset: Dataset,
  options: TrainOptions,
): Promise<TrainingResult> {
  checkOptions(options);
  checkLabels(classifier, dataset);
  const run = startRun(classifier, dataset, options);
  try {
    if (options.resume !== undefined) await run.restore(options.resume);
    return await run.toEnd();
  } finally {
    run.dispose();
  }
}

interface Run {
  restore(state: TrainingState): Promise<void>;
  toEnd(): Promise<TrainingResult>;
  dispose(): void;
}

function startRun(classifier: ImageClassifier, dataset: Dataset, options: TrainOptions): Run {
  const {
    epochs,
    batchSize = 32,
    accumulate = 1,
    optimizer: optimizerOptions = { kind: 'sgd', weightDecay: 1e-4 },
    schedule: scheduleOptions = { kind: 'cosine' },
    learningRate = optimizerOptions.kind === 'sgd' ? 0.05 : 0.001,
    seed = 0,
    patience = Number.POSITIVE_INFINITY,
    validation,
    checkpoint,
    signal,
  } = options;
  const stepsPerEpoch = Math.max(1, Math.floor(batchesPerEpoch(dataset, batchSize) / accumulate));
  const totalSteps = epochs * stepsPerEpoch;
  const schedule: Schedule = createSchedule(scheduleOptions, { totalSteps, stepsPerEpoch });
  const optimizer: Optimizer = createOptimizer(optimizerOptions);
  let average: WeightAverage | undefined;
  let progress: Progress = initialProgress(seed, stepsPerEpoch);

  return {
    restore: async ({ weights, ema, optimizer: optimizerState, progress: saved }) => {
      checkResumable(saved, seed, stepsPerEpoch);
      classifier.loadStateDict(weights);
      optimizer.loadState(optimizerState);
      average = averageOf(classifier, options);
      if (ema !== undefined) await average?.loadState(ema);
      progress = saved;
    },
    toEnd: async () => {
      average ??= averageOf(classifier, options);
      while (progress.epoch < epochs && !progress.finished) {
        if (!((await runEpoch()) && (await endEpoch()))) return result('interrupted');
      }
      if (average !== undefined) classifier.loadStateDict(await average.exportState());
      return result(progress.epoch < epochs ? 'stopped early' : 'finished');
    },
    dispose: () => {
      optimizer.dispose();
      average?.dispose();
    },
  };

  function result(ended: TrainingResult['ended']): TrainingResult {
    const { step, history, best } = progress;
    return { ended, steps: step, history, ...(best === undefined ? {} : { best }) };
  }

  /** Whether the epoch came to its end. */
  async function runEpoch(): Promise<boolean> {
    const { epoch, stepInEpoch } = progress;
    freezeFor(epoch, classifier, options.freezing);
    const parameters = trainableParameters(classifier.model);
    const source = epochBatches(dataset, {
      batchSize,
      seed,
      epoch,
      from: stepInEpoch * accumulate,
      preprocessing: classifier.preprocessing,
      encode: classifier.head.encode,
      augmentation: options.augmentation,
      mix: options.mix,
      onError: options.onUnreadable,
    });
    let started = performance.now();
    for await (const { index, parts } of stepBatches(source, accumulate, stepsPerEpoch)) {
      const dataSeconds = (performance.now() - started) / 1000;
      const rate = learningRate * schedule(progress.step);
      const loss = await step(parameters, parts, rate);
      progress = {
        ...progress,
        stepInEpoch: index + 1,
        step: epoch * stepsPerEpoch + index + 1,
        lossSum: progress.lossSum + loss,
      };
      options.onStep?.({
        epoch,
        step: progress.step,
        totalSteps,
        loss,
        learningRate: rate,
        images: parts.reduce((sum, { samples }) => sum + samples.length, 0),
        dataSeconds,
        seconds: (performance.now() - started) / 1000,
      });
      if (signal?.aborted === true) return await interrupted();
      const epochDone = progress.stepInEpoch === stepsPerEpoch;
      if (!epochDone && progress.step % (checkpoint?.every ?? Number.POSITIVE_INFINITY) === 0) {
        await checkpoint?.save(await capture());
      }
      started = performance.now();
    }
    return true;
  }

  async function step(
    parameters: readonly Parameter[],
    parts: readonly Batch[],
    rate: number,
  ): Promise<number> {
    const { loss, gradients } = meanGradients(
      parts.map((batch) => {
        seedDropout(classifier.model, `dropout/${seed}/${progress.epoch}/${batch.index}`);
        return lossAndGradients(classifier, parameters, batch);
      }),
    );
    const [value] = await loss.data();
    loss.dispose();
    if (!Number.isFinite(value)) {
      tf.dispose([...gradients]);
      throw diverged(progress.step + 1, rate, value!);
    }
    const clipped = options.clipNorm === undefined ? gradients : clipGradients(gradients, options.clipNorm);
    optimizer.update(parameters, clipped, rate);
    tf.dispose([...clipped]);
    average?.update(progress.step + 1);
    return value!;
  }

  /** Saves what there is, and says that the run did not go on. */
  async function interrupted(): Promise<false> {
    await checkpoint?.save(await capture());
    return false;
  }

  /** Measures and saves what was learnt. Whether that came to its end. */
  async function endEpoch(): Promise<boolean> {
    const { epoch, lossSum, history } = progress;
    const steps = (epoch + 1) * stepsPerEpoch;
    const evaluated = await evaluateEpoch().catch((error: unknown) => {
      if (signal?.aborted === true) return 'interrupted' as const;
      throw error;
    });
    if (evaluated === 'interrupted') return await interrupted();
    const value = evaluated?.metrics[primaryMetric[classifier.head.kind]];
    const best = value !== undefined && (progress.best === undefined || value > progress.best.value);
    const summary: EpochSummary = {
      epoch,
      step: steps,
      loss: lossSum / stepsPerEpoch,
      learningRate: learningRate * schedule(steps - 1),
      ...(evaluated === undefined
        ? {}
        : { validation: { loss: evaluated.loss, metrics: evaluated.metrics } }),
    };
    const bestSoFar = best ? { epoch, value } : progress.best;
    progress = {
      ...progress,
      epoch: epoch + 1,
      stepInEpoch: 0,
      step: steps,
      lossSum: 0,
      history: [...history, summary],
      finished: epoch + 1 === epochs || epoch - (bestSoFar?.epoch ?? epoch) >= patience,
      ...(bestSoFar === undefined ? {} : { best: bestSoFar }),
    };
    await options.onEpoch?.({
      ...summary,
      best,
      ...(evaluated === undefined ? {} : { evaluation: evaluated }),
      ...(best ? { weights: await evaluatedWeights() } : {}),
    });
    await checkpoint?.save(await capture());
    return progress.finished || signal?.aborted !== true;
  }

  async function evaluateEpoch(): Promise<Evaluation | undefined> {
    if (validation === undefined) return undefined;
    const run = (): Promise<Evaluation> =>
      evaluate(classifier, validation, { batchSize, onUnreadable: options.onUnreadable, signal });
    return await (average === undefined ? run() : average.use(run));
  }

  function evaluatedWeights(): Promise<TrainingState['weights']> {
    return average === undefined ? classifier.stateDict() : average.exportState();
  }

  async function capture(): Promise<TrainingState> {
    return {
      weights: await classifier.stateDict(),
      optimizer: await optimizer.exportState(),
      progress,
      ...(average === undefined ? {} : { ema: await average.exportState() }),
    };
  }
}

function averageOf(classifier: ImageClassifier, { ema }: TrainOptions): WeightAverage | undefined {
  return ema === undefined ? undefined : weightAverage(classifier, ema);
}

/** Applies the last stage that has begun. */
function freezeFor(
  epoch: number,
  classifier: ImageClassifier,
  freezing: readonly FreezingStage[] | undefined,
): void {
  const stage = freezing?.findLast((one) => one.epoch <= epoch);
  if (stage === undefined) return;
  classifier.unfreeze();
  if (stage.upTo !== undefined) classifier.freeze(stage.upTo);
}

function diverged(step: number, rate: number, loss: number): ConvzooError {
  return new ConvzooError('training-diverged', {
    subject: `step ${step}, learning rate ${rate}`,
    expected: 'a finite loss',
    found: `${loss}`,
    remedy: `Try a learning rate of ${rate / 10}, a warm-up of some epochs, or clipNorm 1.`,
  });
}

function checkLabels({ head }: ImageClassifier, { samples }: Dataset): void {
  const checked = new Set<string>();
  for (const { label } of samples) {
    const key = JSON.stringify(label);
    if (!checked.has(key)) head.encode(label);
    checked.add(key);
  }
}

function checkOptions(options: TrainOptions): void {
  const wholes = ['epochs', 'batchSize', 'accumulate', 'patience'] as const;
  const positives = ['learningRate', 'clipNorm'] as const;
  const refuse = (subject: string, expected: string, found: number): never => {
    throw new ConvzooError('invalid-argument', { subject, expected, found: `${found}` });
  };
  for (const key of wholes) {
    const value = options[key];
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1)) {
      refuse(key, 'a whole number, at least 1', value);
    }
  }
  for (const key of positives) {
    const value = options[key];
    if (value !== undefined && !(Number.isFinite(value) && value > 0)) refuse(key, 'a number above 0', value);
  }
  const { ema } = options;
  if (ema !== undefined && !(ema >= 0 && ema < 1)) refuse('ema', 'at least 0 and less than 1', ema);
}
