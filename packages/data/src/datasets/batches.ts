import type { Label } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import { type Pixels, type Preprocessing, preprocess, preprocessedShape } from '@convzoo/core/preprocess';
import { randomNumbers } from '@convzoo/core/random';
import { type Augmentation, noAugmentation } from '../augment/augmentation.js';
import type { BatchMix } from '../augment/mix.js';
import { isUnreadable } from '../images/decode-images.js';
import { type InOrderOptions, inOrder } from '../in-order.js';
import type { PixelTurn } from '../pixel-budget.js';
import type { Dataset, Sample } from './dataset.js';
import { shuffle } from './shuffle.js';

/** Images and targets of one step of training or evaluation. */
export interface Batch {
  /** Position among the epoch's batches. */
  readonly index: number;
  readonly samples: readonly Sample[];
  /** [batch, height, width, channels] */
  readonly inputs: Float32Array;
  readonly inputShape: readonly [height: number, width: number, channels: number];
  /** [batch, units] */
  readonly targets: Float32Array;
}

export interface BatchOptions extends InOrderOptions {
  readonly batchSize: number;
  readonly preprocessing: Preprocessing;
  /** Maps a sample's label to its target row, as a head encodes it. */
  readonly encode: (label: Label) => Float32Array;
  /**
   * Called with each image that can't be read or decoded, which is then missing from its batch. Without
   * it, the first such image ends the iteration with its error.
   */
  readonly onError?: ((error: ConvzooError, sample: Sample) => void) | undefined;
}

export interface EpochOptions extends BatchOptions {
  readonly seed: number;
  /** Number of the epoch, which changes order and augmentation. */
  readonly epoch: number;
  readonly augmentation?: Augmentation | undefined;
  readonly mix?: BatchMix | undefined;
  /** The first batch wanted; those before it are not decoded. Default 0. */
  readonly from?: number;
}

/**
 * All samples once, in order, decoded and preprocessed up to a batch ahead. The last batch may be smaller.
 */
export async function* batches(dataset: Dataset, options: BatchOptions): AsyncGenerator<Batch> {
  const { preprocessing, encode, batchSize } = options;
  const task = async ({ sample }: Item, { take }: PixelTurn): Promise<PreparedSample> => ({
    sample,
    input: preprocess(await sample.load({ beforeDecoding: take }), preprocessing),
    target: encode(sample.label),
  });
  yield* collect(plan(items(dataset), batchSize), task, options);
}

/**
 * The batches of one epoch: all samples once, shuffled and augmented. Order, augmentation and mixing depend on the
 * seed, the epoch and the sample alone, so that an epoch can be resumed in the middle. An incomplete last batch is
 * dropped unless it is the only one.
 */
export async function* epochBatches(dataset: Dataset, options: EpochOptions): AsyncGenerator<Batch> {
  const {
    seed,
    epoch,
    augmentation = noAugmentation,
    mix,
    from = 0,
    preprocessing,
    encode,
    batchSize,
  } = options;
  const order = shuffle(items(dataset), `order/${seed}/${epoch}`);
  const end = batchesPerEpoch(dataset, batchSize);
  const planned = plan(order, batchSize).filter(({ batch }) => batch >= from && batch < end);
  const task = async ({ position, sample }: Item, { take }: PixelTurn): Promise<PreparedSample> => {
    const { label, boxes } = sample;
    const pixels = await sample.load({ beforeDecoding: take });
    const image = { pixels, label, ...(boxes === undefined ? {} : { boxes }) };
    const augmented = augmentation(image, randomNumbers(`augment/${seed}/${epoch}/${position}`));
    const input = preprocess(augmented.pixels, keepSize(augmented.pixels, preprocessing));
    return { sample, input, target: encode(augmented.label) };
  };
  for await (const batch of collect(planned, task, options)) {
    yield mix === undefined ? batch : mix(batch, randomNumbers(`mix/${seed}/${epoch}/${batch.index}`));
  }
}

/** How many batches `epochBatches` yields. */
export function batchesPerEpoch({ samples }: Dataset, batchSize: number): number {
  return Math.max(1, Math.floor(samples.length / batchSize));
}

/** A sample and its position in the dataset. */
interface Item {
  readonly position: number;
  readonly sample: Sample;
}

interface PreparedSample {
  readonly sample: Sample;
  readonly input: Float32Array;
  readonly target: Float32Array;
}

function items({ samples }: Dataset): Item[] {
  return samples.map((sample, position) => ({ position, sample }));
}

/** Says which batch each item belongs to. */
function plan(ordered: readonly Item[], batchSize: number): (Item & { readonly batch: number })[] {
  if (!Number.isInteger(batchSize) || batchSize < 1) {
    throw new ConvzooError('invalid-argument', {
      subject: 'batch size',
      expected: 'a whole number, at least 1',
      found: `${batchSize}`,
    });
  }
  return ordered.map((item, i) => ({ ...item, batch: Math.floor(i / batchSize) }));
}

/** An augmented image that already has the network's size is not resized and cropped again. */
function keepSize({ height, width }: Pixels, preprocessing: Preprocessing): Preprocessing {
  const { crop } = preprocessing;
  return height === crop[0] && width === crop[1] ? { ...preprocessing, resize: crop } : preprocessing;
}

/** Decoded photos that may wait while a step computes: half a gigabyte at 12 megapixels. */
const mostAtOnce = 16;

async function* collect(
  planned: readonly (Item & { readonly batch: number })[],
  prepare: (item: Item, turn: PixelTurn) => Promise<PreparedSample>,
  options: BatchOptions,
): AsyncGenerator<Batch> {
  const { batchSize, preprocessing, concurrency = Math.min(batchSize, mostAtOnce), onError } = options;
  const inputShape = preprocessedShape(preprocessing);
  const task = async (item: Item, turn: PixelTurn): Promise<PreparedSample> => {
    try {
      return await prepare(item, turn);
    } finally {
      turn.release();
    }
  };
  let rows: PreparedSample[] = [];
  let index = planned[0]?.batch ?? 0;
  for await (const [item, outcome] of inOrder(planned, task, { ...options, concurrency })) {
    if (item.batch !== index) {
      if (rows.length > 0) yield join(rows, index, inputShape);
      rows = [];
      index = item.batch;
    }
    if (outcome.status === 'fulfilled') {
      rows.push(outcome.value);
      continue;
    }
    const error: unknown = outcome.reason;
    if (onError === undefined || !isUnreadable(error)) throw error;
    onError(error, item.sample);
  }
  if (rows.length > 0) yield join(rows, index, inputShape);
}

function join(rows: readonly PreparedSample[], index: number, inputShape: Batch['inputShape']): Batch {
  return {
    index,
    samples: rows.map(({ sample }) => sample),
    inputs: concatenate(rows.map(({ input }) => input)),
    inputShape,
    targets: concatenate(rows.map(({ target }) => target)),
  };
}

function concatenate(parts: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
