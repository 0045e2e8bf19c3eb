import { ConvzooError, type Head } from '@convzoo/core';
import type { Dataset, Sample } from '@convzoo/data';
import { type EvaluationResult, evaluationSums } from '@convzoo/train';
import { formats } from './results/formats.js';
import { openDestination } from './results/open-destination.js';
import type { Row } from './results/row.js';
import type { Run } from './runs/run.js';

/**
 * Measures a model by the raw scores that workers wrote: what `evaluate` gives on one machine, to the bit if the scores
 * are the same.
 *
 * @param dataset the images of the run, in its order, with their labels
 * @throws ConvzooError `invalid-data` if results are missing, or if no image could be read
 */
export async function evaluateResults(
  run: Pick<Run, 'out' | 'rows' | 'shards' | 'format'>,
  { samples }: Dataset,
  head: Head,
): Promise<EvaluationResult> {
  const { rows } = run;
  if (rows === 'predictions') throw incomplete(run.out, 'labels');
  const sums = evaluationSums(head);
  let position = 0;
  for await (const shard of shardsIn(run)) {
    for (let first = 0; first < shard.length; first += rows.logitsInBatchesOf) {
      const batch = shard.slice(first, first + rows.logitsInBatchesOf);
      const own = samples.slice(position, position + batch.length);
      position += batch.length;
      const { targets, logits } = readable(batch, own, head);
      if (logits.length > 0) await sums.add(targets, logits);
    }
  }
  if (position !== samples.length) throw incomplete(run.out, `those of ${position}`);
  if (sums.samples > 0) return sums.result();
  throw new ConvzooError('invalid-data', {
    subject: run.out,
    expected: 'at least one image that can be read',
    found: `none of ${samples.length}`,
  });
}

/** The rows of each shard, in the order of the shards. */
async function* shardsIn({ out, format }: Pick<Run, 'out' | 'format'>): AsyncGenerator<Row[]> {
  const destination = openDestination(out);
  const names: string[] = [];
  for await (const name of destination.list()) if (name.endsWith(`.${format}`)) names.push(name);
  for (const name of names.sort()) {
    const contents = await destination.read(name);
    if (contents !== undefined) yield await formats[format].read(contents);
  }
}

function readable(
  rows: readonly Row[],
  samples: readonly Sample[],
  head: Head,
): { targets: Float32Array; logits: Float32Array } {
  const pairs = rows.flatMap((row, i) =>
    'logits' in row ? [{ logits: row.logits, sample: samples[i] }] : [],
  );
  return {
    targets: Float32Array.from(pairs.flatMap(({ sample }) => (sample ? [...head.encode(sample.label)] : []))),
    logits: Float32Array.from(pairs.flatMap(({ logits }) => logits)),
  };
}

function incomplete(subject: string, found: string): ConvzooError {
  return new ConvzooError('invalid-data', { subject, expected: 'raw scores of all images', found });
}
