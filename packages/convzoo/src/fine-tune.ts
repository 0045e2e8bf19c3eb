import {
  binaryHead,
  ConvzooError,
  type Head,
  type ImageClassifier,
  multiClassHead,
  multiLabelHead,
} from '@convzoo/core';
import { augmentations, type Dataset, type Splits, splitDataset } from '@convzoo/data';
import { evaluate, type TrainOptions, train } from '@convzoo/train';
import { classifierOf } from './explain-image.js';
import type { Model } from './model/model.js';
import { modelOf, pretrained } from './pretrained.js';

export interface FineTuneOptions
  extends Pick<TrainOptions, 'augmentation' | 'batchSize' | 'onStep' | 'onUnreadable' | 'seed' | 'signal'> {
  /** Times through the data. Default 5. */
  readonly epochs?: number;
  /** Default: by the data's labels. */
  readonly head?: Head;
  /** Share of the training images kept for validation where the data have none; 0 for none. Default 0.1. */
  readonly validation?: number;
  /** Says in a sentence what is about to happen. */
  readonly onNote?: (note: string) => void;
}

/** One part of a fine-tuning: what learns, for how long, at which rate. */
interface Stage {
  readonly learns: 'head' | 'all';
  readonly epochs: number;
  /** Highest rate of SGD with momentum; it falls along a cosine. */
  readonly learningRate: number;
}

/**
 * The head starts at random and learns first, at a rate for learning from nothing; its gradients would otherwise
 * destroy the features below it. Then everything learns, at a tenth of the rate, because the features are good.
 */
export function fineTuningStages(epochs: number): Stage[] {
  const alone = Math.ceil(epochs / 3);
  const stages: Stage[] = [
    { learns: 'head', epochs: alone, learningRate: 0.05 },
    { learns: 'all', epochs: epochs - alone, learningRate: 0.005 },
  ];
  return stages.filter((stage) => stage.epochs > 0);
}

/**
 * Teaches a model other classes: a new head on its backbone, first alone, then all of it together. The head is
 * multi-class, multi-label or binary as the data's labels are. Images are augmented by random crops and flips. The
 * same seed and data give the same weights on the same engine.
 *
 * @param base A model, or the name of one as `pretrained` takes it. A model that is passed stays as it is.
 * @param data An opened data set, or its splits.
 * @throws ConvzooError `invalid-data` where there is nothing to train on; `invalid-model` for an ONNX file;
 * `training-diverged`; what `pretrained` and reading images throw; the signal's reason
 */
export async function fineTune(
  base: Model | string,
  data: Dataset | Splits,
  options: FineTuneOptions = {},
): Promise<Model> {
  const { epochs = 5, seed = 0, validation: share = 0.1, onNote, head, signal, ...given } = options;
  const { training, validation } = partsOf(data, share, seed);
  const model = typeof base === 'string' ? await pretrained(base) : base;
  let classifier: ImageClassifier | undefined;
  try {
    const backbone = classifierOf(model);
    classifier = backbone.withHead(head ?? headFor(training), { seed });
    const [height, width] = classifier.architecture.inputShape;
    const augmentation =
      given.augmentation ??
      augmentations[Math.min(height, width) < 64 ? 'crop-flip' : 'imagenet']([height, width]);
    for (const stage of fineTuningStages(epochs)) {
      const what = stage.learns === 'head' ? 'the head alone' : 'all layers';
      onNote?.(`${stage.epochs} epochs of ${what}, learning rate ${stage.learningRate}`);
      if (stage.learns === 'head') classifier.freeze(classifier.lastConv.name);
      else classifier.unfreeze();
      const { epochs: length, learningRate } = stage;
      await train(classifier, training, {
        ...given,
        augmentation,
        seed,
        signal,
        epochs: length,
        learningRate,
      });
      signal?.throwIfAborted();
    }
    const measured =
      validation === undefined ? undefined : await evaluate(classifier, validation, { signal });
    return modelOf(classifier, {
      name: model.name,
      training: {
        epochs,
        seed,
        validation: share,
        images: training.samples.length,
        ...(measured === undefined ? {} : { metrics: { loss: measured.loss, ...measured.metrics } }),
      },
    });
  } catch (error) {
    classifier?.dispose();
    throw error;
  } finally {
    if (typeof base === 'string') model.dispose();
  }
}

/** The head that fits a data set's labels: yes or no, lists of classes, or one class each. */
export function headFor({ classes, samples }: Dataset): Head {
  const [first] = samples;
  if (typeof first?.label === 'boolean') return binaryHead(classes[0]!);
  return typeof first?.label === 'object' ? multiLabelHead(classes) : multiClassHead(classes);
}

function partsOf(
  data: Dataset | Splits,
  share: number,
  seed: number,
): { training: Dataset; validation: Dataset | undefined } {
  const splits: Splits = 'samples' in data ? { train: data } : data;
  if (splits.train === undefined) throw nothingToTrainOn(Object.keys(splits));
  if (splits.validation !== undefined || share === 0) {
    return { training: splits.train, validation: splits.validation };
  }
  const [training, validation] = splitDataset(splits.train, { share, seed });
  return { training, validation };
}

function nothingToTrainOn(splits: readonly string[]): ConvzooError {
  return new ConvzooError('invalid-data', {
    subject: 'data to fine-tune on',
    expected: 'images to train on',
    found: `only ${splits.join(' and ') || 'an empty data set'}`,
  });
}
