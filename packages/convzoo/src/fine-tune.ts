import type { Head, ImageClassifier } from '@convzoo/core';
import type { Dataset, Splits } from '@convzoo/data';
import {
  describeFineTuning,
  evaluate,
  fineTuneSettings,
  headFor,
  prepareData,
  type TrainOptions,
  type TrainSettings,
  train,
  trainingFacts,
  trainOptions,
} from '@convzoo/train';
import { classifierOf } from './explain-image.js';
import type { Model } from './model/model.js';
import { modelOf, pretrained } from './pretrained.js';

export interface FineTuneOptions
  extends Pick<TrainOptions, 'onStep' | 'onUnreadable' | 'signal'>,
    Partial<TrainSettings> {
  /** Default: by the data's labels. */
  readonly head?: Head;
  /** Fraction of the training images to hold out if the dataset has no validation split; 0 for none. Default 0.1. */
  readonly validation?: number;
  /** Called with a sentence that describes the schedule before training starts. */
  readonly onNote?: (note: string) => void;
}

/**
 * Fine-tunes a model on other classes: trains a new head on its frozen backbone first, then all layers, with the
 * settings of `fineTuneSettings` of `@convzoo/train` unless the options override them. The head is multi-class,
 * multi-label or binary as the data's labels are. The same seed and data give the same weights on the same engine.
 *
 * @param base A model, or the name of one as `pretrained` takes it. A model that is passed stays as it is.
 * @param data An opened dataset, or its splits.
 * @param options Default 5 epochs.
 * @throws ConvzooError `invalid-data` where there is nothing to train on; `invalid-model` for an ONNX file;
 * `training-diverged`; what `pretrained` and reading images throw; the signal's reason
 */
export async function fineTune(
  base: Model | string,
  data: Dataset | Splits,
  options: FineTuneOptions = {},
): Promise<Model> {
  const { epochs = 5, validation, head, onNote, onStep, onUnreadable, signal, ...given } = options;
  const { seed } = given;
  const { test: _, ...parts } = prepareData(
    { seed, validation, head: head && { kind: head.kind, class: head.classes[0]! } },
    'samples' in data ? { train: data } : data,
  );
  const model = typeof base === 'string' ? await pretrained(base) : base;
  let classifier: ImageClassifier | undefined;
  try {
    classifier = classifierOf(model).withHead(
      head ?? headFor({}, parts.train),
      seed === undefined ? {} : { seed },
    );
    const settings = { ...given, ...fineTuneSettings(classifier, parts.train, { ...given, epochs }) };
    onNote?.(describeFineTuning(epochs, settings));
    const result = await train(classifier, parts.train, {
      ...trainOptions({ ...settings, epochs }, classifier.architecture.inputShape),
      onStep,
      onUnreadable,
      signal,
    });
    signal?.throwIfAborted();
    const measured =
      parts.validation && (await evaluate(classifier, parts.validation, { onUnreadable, signal }));
    return modelOf(classifier, {
      name: model.name,
      training: trainingFacts(parts, result, undefined, measured),
    });
  } catch (error) {
    classifier?.dispose();
    throw error;
  } finally {
    if (typeof base === 'string') model.dispose();
  }
}
