import type { Batch } from '@convzoo/data';

/** The batches behind one update of the weights. */
export interface StepBatches {
  /** Position among the epoch's steps. */
  readonly index: number;
  readonly parts: readonly Batch[];
}

/**
 * Groups batches by `accumulate`, and leaves out those that are too few for a step. A step whose images all
 * could not be read does not come.
 */
export async function* stepBatches(
  batches: AsyncIterable<Batch>,
  accumulate: number,
  stepsPerEpoch: number,
): AsyncGenerator<StepBatches> {
  let parts: Batch[] = [];
  for await (const batch of batches) {
    const index = stepOf(batch, accumulate);
    if (parts.length > 0 && index !== stepOf(parts[0]!, accumulate)) {
      yield { index: stepOf(parts[0]!, accumulate), parts };
      parts = [];
    }
    if (index >= stepsPerEpoch) return;
    parts.push(batch);
    // The last batch of a step completes it, without waiting for the next one to be decoded.
    if (batch.index % accumulate === accumulate - 1) {
      yield { index, parts };
      parts = [];
    }
  }
  if (parts.length > 0) yield { index: stepOf(parts[0]!, accumulate), parts };
}

function stepOf({ index }: Batch, accumulate: number): number {
  return Math.floor(index / accumulate);
}
