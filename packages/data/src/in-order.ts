import { ConvzooError } from '@convzoo/core/errors';
import { type PixelTurn, pixelBudget } from './pixel-budget.js';

export interface InOrderOptions {
  /** How many items are processed at once; also the limit on results held in memory. Default 4. */
  readonly concurrency?: number | undefined;
  /** An abort throws the signal's reason before the next item. */
  readonly signal?: AbortSignal | undefined;
}

/** Pixels that decoded images may hold together: 22 photographs of 12 megapixels, 0.8 GB as RGB. */
const mostPixels = 2 ** 28;

/**
 * Maps items concurrently and yields the outcomes in the order of the items. At most `concurrency` items are
 * started and not yet consumed, so that memory stays bounded however slow the consumer is. A task that decodes an
 * image takes its turn first, and may release it once it no longer holds the pixels; otherwise it is released when
 * the consumer asks for the next item.
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  task: (item: T, turn: PixelTurn) => Promise<R>,
  { concurrency = 4, signal }: InOrderOptions,
): AsyncGenerator<readonly [T, PromiseSettledResult<R>]> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ConvzooError('invalid-argument', {
      subject: 'concurrency',
      expected: 'a whole number, at least 1',
      found: `${concurrency}`,
    });
  }
  const nextTurn = pixelBudget(mostPixels);
  const begun: Promise<Begun<T, R>>[] = [];
  const begin = async (item: T): Promise<Begun<T, R>> => {
    const turn = nextTurn();
    const [outcome] = await Promise.allSettled([task(item, turn)]);
    turn.skip();
    return { item, outcome, turn };
  };
  for await (const item of items) {
    signal?.throwIfAborted();
    begun.push(begin(item));
    const oldest = begun.length === concurrency ? begun.shift() : undefined;
    if (oldest !== undefined) yield* handOver(await oldest);
  }
  // Taken out one by one: what was handed over is not to be kept.
  for (let next = begun.shift(); next !== undefined; next = begun.shift()) {
    signal?.throwIfAborted();
    yield* handOver(await next);
  }
}

interface Begun<T, R> {
  readonly item: T;
  readonly outcome: PromiseSettledResult<R>;
  readonly turn: PixelTurn;
}

function* handOver<T, R>({
  item,
  outcome,
  turn,
}: Begun<T, R>): Generator<readonly [T, PromiseSettledResult<R>]> {
  yield [item, outcome];
  turn.release();
}
