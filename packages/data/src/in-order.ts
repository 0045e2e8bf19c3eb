import { ConvzooError } from '@convzoo/core/errors';

export interface InOrderOptions {
  /** How many items are worked on at once; also how many results are held at most. Default 4. */
  readonly concurrency?: number | undefined;
  /** Stops before the next item, by throwing the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Maps items concurrently and yields the outcomes in the order of the items. At most `concurrency` items are
 * begun and not yet taken, so that memory stays bounded however slow the consumer is.
 */
export async function* inOrder<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  task: (item: T) => Promise<R>,
  { concurrency = 4, signal }: InOrderOptions,
): AsyncGenerator<readonly [T, PromiseSettledResult<R>]> {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new ConvzooError('invalid-argument', {
      subject: 'concurrency',
      expected: 'a whole number, at least 1',
      found: `${concurrency}`,
    });
  }
  const begun: Promise<readonly [T, PromiseSettledResult<R>]>[] = [];
  const begin = async (item: T): Promise<readonly [T, PromiseSettledResult<R>]> => {
    const [outcome] = await Promise.allSettled([task(item)]);
    return [item, outcome];
  };
  for await (const item of items) {
    signal?.throwIfAborted();
    begun.push(begin(item));
    const oldest = begun.length === concurrency ? begun.shift() : undefined;
    if (oldest !== undefined) yield await oldest;
  }
  for (const rest of begun) {
    signal?.throwIfAborted();
    yield await rest;
  }
}
