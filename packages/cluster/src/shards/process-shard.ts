import * as tf from '@tensorflow/tfjs-core';
import type { ClusterModel, Explainer } from '../model.js';
import type { Row } from '../results/row.js';
import type { Run } from '../runs/run.js';
import { afterSuccess, type CrashHistory, type CrashLimits, planShard, type Range } from './crashes.js';
import { type Scored, type ScoreOptions, scoreImages } from './score-images.js';
import type { Shard } from './shard.js';

export interface ProcessOptions extends Omit<ScoreOptions, 'onDecoded'> {
  readonly history: CrashHistory;
  readonly limits: CrashLimits;
  /** Waited for before work on a group of images begins, with what is known by then and how many images are done. */
  readonly onGroup: (group: Range, history: CrashHistory, done: number) => Promise<void>;
  /** Is given every image that can be decoded. */
  readonly explainer?: Explainer | undefined;
}

/** Images that are decoded before the network runs, at least. */
const groupSize = 64;

/** Classifies the images of a shard, a group at a time: one row for each image, in their order. */
export async function processShard(
  { images }: Shard,
  run: Pick<Run, 'top' | 'rows'>,
  model: ClusterModel,
  { history: before, limits, onGroup, explainer, batch, signal, onProgress }: ProcessOptions,
): Promise<Row[]> {
  const size = run.rows === 'predictions' ? batch : run.rows.logitsInBatchesOf;
  // Whole batches, so that they are those of one machine.
  const { groups, givenUp } = planShard(images.length, size * Math.ceil(groupSize / size), before, limits);
  const rows = new Map<number, Row>();
  let history = before;
  for (const image of givenUp) {
    const times = before.alone[image] ?? before.total;
    rows.set(image, { image: images[image]!, error: `${images[image]}: ${times} processes ended at it` });
  }
  const scorer =
    run.rows === 'predictions' ? model : { ...model, logits: model.evaluatedLogits ?? model.logits };
  for (const group of groups) {
    await onGroup(group, history, rows.size);
    const some = images.slice(group.first, group.end);
    const onDecoded: ScoreOptions['onDecoded'] = async (i, pixels) =>
      await explainer?.add(group.first + i, some[i]!, pixels, signal);
    const outcomes = await scoreImages(some, scorer, { batch: size, signal, onDecoded, onProgress });
    for (const [i, outcome] of outcomes.entries()) {
      const image = group.first + i;
      rows.set(image, rowOf(images[image]!, outcome, model, run));
    }
    history = afterSuccess(history, group);
  }
  return images.map((_, image) => rows.get(image)!);
}

function rowOf(
  image: string,
  scored: Scored,
  { head }: ClusterModel,
  { top, rows }: Pick<Run, 'top' | 'rows'>,
): Row {
  if ('error' in scored) return { image, error: scored.error };
  if (rows !== 'predictions') return { image, logits: [...scored.logits] };
  const scores = tf.tidy(() => head.activate(tf.tensor2d(scored.logits, [1, head.units])).dataSync());
  return { image, predictions: head.decode(scores, top === undefined ? {} : { top }) };
}
