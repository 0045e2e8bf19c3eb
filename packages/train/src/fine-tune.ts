import type { ImageClassifier } from '@convzoo/core';
import type { Dataset } from '@convzoo/data';
import type { TrainSettings } from './config/schema.js';
import { trainOptions } from './config/train-options.js';
import type { TrainOptions } from './options.js';

/** What decides how a training goes, as data. */
type Settings =
  | 'batchSize'
  | 'optimizer'
  | 'learningRate'
  | 'schedule'
  | 'clipNorm'
  | 'augmentation'
  | 'freezing';

export type FineTuneSettings = { readonly [K in Settings]: NonNullable<TrainSettings[K]> };

/** What a fine-tuning needs to know of a classifier. */
type Network = Pick<ImageClassifier, 'architecture' | 'lastConv'>;

const learningRates = { adamw: 0.001, sgd: 0.005 } as const;

/**
 * Settings that suit a classifier with trained features and perhaps a new head, for a dataset:
 *
 * - The new head's random gradients would damage good features, so the features are frozen for the first tenth of the
 *   epochs, at least one, and then all layers learn (LP-FT, Kumar et al. 2022, https://arxiv.org/abs/2202.10054).
 *   With a single epoch, the head alone is trained.
 * - AdamW at its usual rate of 0.001 with a cosine to 0 and clipped gradients: it needs less tuning than SGD, and at a
 *   third of the rate, a hundred images teach little in five epochs. SGD, where it is asked for, gets a tenth of its
 *   usual rate, 0.005.
 * - Small data are soon memorized, hence flips, crops and, for images of more than 40 pixels, color changes.
 *
 * The batch size is 32, less for few images, so that an epoch has at least eight steps.
 *
 * @param given settings that replace these
 */
export function fineTuneSettings(
  { architecture, lastConv }: Network,
  { samples }: Dataset,
  { epochs, ...given }: Pick<TrainSettings, 'epochs' | Settings>,
): FineTuneSettings {
  const [height, width] = architecture.inputShape;
  const headAlone = Math.min(epochs, Math.max(1, Math.round(epochs / 10)));
  const optimizer = given.optimizer ?? { kind: 'adamw' };
  return {
    batchSize: given.batchSize ?? Math.max(1, Math.min(32, Math.floor(samples.length / 8))),
    optimizer,
    learningRate: given.learningRate ?? learningRates[optimizer.kind],
    schedule: given.schedule ?? { kind: 'cosine' },
    clipNorm: given.clipNorm ?? 1,
    augmentation: given.augmentation ?? (Math.min(height, width) <= 40 ? 'crop-flip' : 'color'),
    freezing: given.freezing ?? [
      { epoch: 0, upTo: lastConv.name },
      ...(headAlone < epochs ? [{ epoch: headAlone }] : []),
    ],
  };
}

/** `fineTuneSettings` as options of `train`. */
export function fineTuneOptions(
  network: Network,
  dataset: Dataset,
  given: Pick<TrainSettings, 'epochs' | 'seed' | Settings>,
): TrainOptions {
  const settings = { ...given, ...fineTuneSettings(network, dataset, given) };
  return trainOptions(settings, network.architecture.inputShape);
}

/** In a sentence, what learns when and how: for the user, before it begins. */
export function describeFineTuning(
  epochs: number,
  { optimizer, learningRate, augmentation, freezing }: FineTuneSettings,
): string {
  const stages = freezing.map(({ epoch, upTo }, i) => {
    const length = (freezing[i + 1]?.epoch ?? epochs) - epoch;
    const what = upTo === undefined ? 'all layers' : `what follows ${upTo}`;
    return `${what} for ${length} ${length === 1 ? 'epoch' : 'epochs'}`;
  });
  const training = stages.length === 0 ? 'the layers that are not frozen' : stages.join(', then ');
  return `training ${training}: ${optimizer.kind}, learning rate ${learningRate}, augmentation ${augmentation}`;
}
