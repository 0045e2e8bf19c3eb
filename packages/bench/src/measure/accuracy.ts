import { type ClassifierBuilder, createHead, describeModel, type ImageClassifier } from '@convzoo/core';
import {
  type Evaluation,
  evaluate,
  primaryMetric,
  type RunData,
  type StepReport,
  type TrainingResult,
  train,
  trainingFacts,
} from '@convzoo/train';
import { writeModelFolder } from '@convzoo/weights';
import { evaluateWeights } from '../accuracy/evaluate-weights.js';
import type { AccuracyFacts, CurvePoint } from '../accuracy/facts.js';
import { scaleOf } from '../accuracy/scale.js';
import { openTask, type TaskData, type TaskSettings } from '../accuracy/tasks.js';
import { networkSize } from './network.js';
import type { Facts } from './row.js';

export interface AccuracyOptions {
  /** The model's name, which its scale goes by. */
  readonly name: string;
  readonly task: TaskSettings;
  readonly seed: number;
  /** Folder to write the trained network to, so that `convzoo evaluate` measures it again. */
  readonly save?: string | undefined;
  /** Called with what the network is and costs. */
  readonly report: (facts: Facts) => void;
}

/** AdamW trains all three families at the same learning rate: one cosine with a short warm-up. */
const recipe = {
  optimizer: { kind: 'adamw', weightDecay: 0.01 },
  learningRate: 3e-3,
  schedule: { kind: 'cosine', warmupEpochs: 0.5 },
  clipNorm: 1,
} as const;

/** Trains a scaled network under the task's budget and tests it on images that it has not seen. */
export async function measureAccuracy(
  builder: ClassifierBuilder,
  { name, task, seed, save, report }: AccuracyOptions,
): Promise<AccuracyFacts> {
  const data = await openTask(task);
  const label = task.source ?? task.name;
  if (task.weights !== undefined) return await evaluateWeights(builder, task.weights, data.test, label);
  const { side, width, options } = scaleOf(name, task.name);
  const classifier = builder({
    ...options,
    inputShape: [side, side, data.channels],
    width,
    head: createHead(data.kind, data.train.classes),
    seed,
  });
  const { family, inputShape } = classifier.architecture;
  report({ family, inputShape, ...networkSize(classifier) });
  const started = performance.now();
  const { steps, result } = await trainOn(classifier, data, task, seed);
  const seconds = (performance.now() - started) / 1000;
  const evaluation = await evaluate(classifier, data.test);
  if (save !== undefined) await saveNetwork(save, classifier, { data, result, evaluation });
  const { metrics, loss, samples } = evaluation;
  return {
    data: label,
    seed,
    metric: primaryMetric[data.kind],
    metrics,
    loss,
    testImages: samples,
    budget: { ...task.budget, images: data.train.samples.length },
    width,
    curve: curveOf(steps),
    seconds,
  };
}

async function trainOn(
  classifier: ImageClassifier,
  { train: dataset }: TaskData,
  { budget }: TaskSettings,
  seed: number,
): Promise<{ steps: StepReport[]; result: TrainingResult }> {
  const steps: StepReport[] = [];
  const { epochs, batchSize } = budget;
  const result = await train(classifier, dataset, {
    ...recipe,
    epochs,
    batchSize,
    seed,
    onStep: (step) => steps.push(step),
  });
  return { steps, result };
}

/** Writes the network with all that it takes to rebuild it and to find its test images again. */
async function saveNetwork(
  folder: string,
  classifier: ImageClassifier,
  { data, result, evaluation }: { data: TaskData; result: TrainingResult; evaluation: Evaluation },
): Promise<void> {
  const { train: learned, test, tested, split, source } = data;
  const run: RunData = { train: learned, [tested]: test, ...(split && { split }) };
  await writeModelFolder(folder, {
    stateDict: await classifier.stateDict(),
    description: describeModel(classifier, { training: trainingFacts(run, result, source, evaluation) }),
    timm: classifier.architecture.timm,
  });
}

const mostPoints = 40;

/** Mean losses of stretches of equal length. */
export function curveOf(steps: readonly Pick<StepReport, 'loss' | 'images'>[]): CurvePoint[] {
  const stretch = Math.max(1, Math.ceil(steps.length / mostPoints));
  const points: CurvePoint[] = [];
  let images = 0;
  for (let start = 0; start < steps.length; start += stretch) {
    const part = steps.slice(start, start + stretch);
    images += part.reduce((sum, step) => sum + step.images, 0);
    points.push({ images, loss: part.reduce((sum, { loss }) => sum + loss, 0) / part.length });
  }
  return points;
}
