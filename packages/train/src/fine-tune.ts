import type { ImageClassifier } from '@convzoo/core';
import { augmentations, type Dataset } from '@convzoo/data';
import type { TrainOptions } from './options.js';

export interface FineTuneOptions {
  readonly epochs: number;
  /** Whether the classifier starts from trained weights, perhaps with a new head. Default true. */
  readonly pretrained?: boolean | undefined;
  readonly seed?: number | undefined;
}

/**
 * Training options that suit a classifier and a dataset, from trained weights or from random ones.
 *
 * From trained weights:
 * - The new head's random gradients would damage good features, so the features are frozen for the first tenth of the
 *   epochs, at least one, and then all layers learn (LP-FT, Kumar et al. 2022, https://arxiv.org/abs/2202.10054).
 *   A single epoch is all for the head.
 * - AdamW at 0.0003, a third of its usual rate, with a cosine to 0: features shall move little, and AdamW needs
 *   less tuning than SGD on small data.
 * - Label and image statistics of small data are learned by heart soon, hence flips, crops and color changes.
 *
 * From random weights: SGD with momentum, one epoch of warm-up, and the rate 0.1 for batches of 256 scaled linearly
 * (Goyal et al. 2017, https://arxiv.org/abs/1706.02677), with crops and flips.
 *
 * The batch size is 32, less for few images, so that an epoch has at least eight steps. Images of 40 pixels or less
 * are cropped by a few pixels instead of to a share of their area.
 */
export function fineTuneOptions(
  { architecture, lastConv }: Pick<ImageClassifier, 'architecture' | 'lastConv'>,
  { samples }: Dataset,
  { epochs, pretrained = true, seed = 0 }: FineTuneOptions,
): TrainOptions {
  const [height, width] = architecture.inputShape;
  const batchSize = Math.max(1, Math.min(32, Math.floor(samples.length / 8)));
  const isSmall = Math.min(height, width) <= 40;
  const common = { epochs, batchSize, seed };
  if (!pretrained) {
    return {
      ...common,
      optimizer: { kind: 'sgd', weightDecay: 1e-4 },
      learningRate: Math.max(0.001, (0.1 * batchSize) / 256),
      schedule: { kind: 'cosine', warmupEpochs: Math.min(1, epochs / 10) },
      augmentation: augmentations[isSmall ? 'crop-flip' : 'imagenet']([height, width]),
    };
  }
  const frozen = Math.min(epochs, Math.max(1, Math.round(epochs / 10)));
  return {
    ...common,
    optimizer: { kind: 'adamw' },
    learningRate: 3e-4,
    schedule: { kind: 'cosine', warmupEpochs: 0 },
    clipNorm: 1,
    augmentation: augmentations[isSmall ? 'crop-flip' : 'color']([height, width]),
    freezing: [{ epoch: 0, upTo: lastConv.name }, ...(frozen < epochs ? [{ epoch: frozen }] : [])],
  };
}
