import {
  binaryHead,
  ConvzooError,
  type Head,
  type ImageClassifier,
  multiClassHead,
  multiLabelHead,
} from '@convzoo/core';
import { type Dataset, type Splits, splitDataset } from '@convzoo/data';
import { fineTuneOptions, type TrainOptions, train } from '@convzoo/train';
import { classifierOf } from './explain-image.js';
import type { Model } from './model/model.js';
import { modelOf, pretrained } from './pretrained.js';

export interface FineTuneOptions
  extends Pick<TrainOptions, 'learningRate' | 'batchSize' | 'augmentation' | 'freezing' | 'seed' | 'signal'> {
  /** Times through the data. Default 5. */
  readonly epochs?: number;
  /** Default: what the data's labels are. */
  readonly head?: Head;
  /** The share of the training images that is kept for validation where the data have none. Default 0.1. */
  readonly validation?: number;
  readonly onStep?: TrainOptions['onStep'];
  readonly onEpoch?: TrainOptions['onEpoch'];
}
