import type { ImageClassifier } from '@convzoo/core';
import { type Dataset, epochBatches } from '@convzoo/data';
import { stepBatches } from './accumulate.js';
import type { StepReport } from './events.js';
import type { FreezingStage, TrainOptions } from './options.js';
import { trainableParameters } from './parameters.js';
import type { TrainingPlan } from './plan.js';
import type { Progress } from './progress.js';
import { type Learner, trainStep } from './step.js';

/** A step that was done, and its position in the epoch. */
export interface EpochStep {
  readonly index: number;
  readonly report: StepReport;
}

/** Does the remaining steps of the current epoch, one each time the next is asked for. */
export async function* epochSteps(
  learner: Learner,
  dataset: Dataset,
  plan: TrainingPlan,
  { epoch, stepInEpoch }: Progress,
  options: TrainOptions,
): AsyncGenerator<EpochStep> {
  const { classifier } = learner;
  const { batchSize, accumulate, seed, stepsPerEpoch, totalSteps, learningRate, schedule } = plan;
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
    // A step whose images all failed does not come, but it counts.
    const step = epoch * stepsPerEpoch + index + 1;
    const rate = learningRate * schedule(step - 1);
    const loss = await trainStep(learner, parameters, parts, {
      step,
      learningRate: rate,
      clipNorm: options.clipNorm,
      dropoutSeed: `dropout/${seed}/${epoch}`,
    });
    const images = parts.reduce((sum, { samples }) => sum + samples.length, 0);
    const seconds = (performance.now() - started) / 1000;
    yield {
      index,
      report: { epoch, step, totalSteps, loss, learningRate: rate, images, dataSeconds, seconds },
    };
    started = performance.now();
  }
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
