import { ConvzooError } from '@convzoo/core';

export interface BatchingOptions {
  /** Most images that run at once. */
  readonly maxBatch: number;
  /** Longest time in milliseconds that an image waits for others while the engine is idle. */
  readonly maxDelay: number;
  /** Most images that wait; more are refused. */
  readonly maxQueue: number;
}

export interface BatcherParts extends BatchingOptions {
  /** Numbers of one preprocessed image. */
  readonly imageSize: number;
  /** Numbers of one image's result. */
  readonly units: number;
  readonly run: (images: Float32Array) => Promise<Float32Array>;
  /** Called with the number of images of each run. */
  readonly onBatch?: (images: number) => void;
}

export interface Batcher {
  /** Images that wait. */
  readonly waiting: number;
  /**
   * Runs some images, together with those of other callers.
   *
   * @throws ConvzooError `invalid-shape` unless there are 1 to `maxBatch` images; OverloadedError if more than `maxQueue`
   * images would wait; what the run throws
   */
  submit(images: Float32Array): Promise<Float32Array>;
  /** Resolves when nothing waits or runs any more. */
  idle(): Promise<void>;
}

/** Too many requests wait already; the caller may try again. */
export class OverloadedError extends Error {
  override readonly name = 'OverloadedError';
}

interface Entry {
  readonly images: Float32Array;
  readonly count: number;
  readonly resolve: (result: Float32Array) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Dynamic batching: images that arrive while the engine computes run together next; an idle engine waits for at most
 * `maxDelay`, or until a batch is full. One run at a time, since an engine uses all cores by itself.
 */
export function createBatcher(parts: BatcherParts): Batcher {
  const { imageSize, units, run, maxBatch, maxDelay, maxQueue, onBatch } = parts;
  const queue: Entry[] = [];
  let waiting = 0;
  let running = false;
  let timer: NodeJS.Timeout | undefined;
  let whenIdle: (() => void)[] = [];

  const take = (): Entry[] => {
    let total = 0;
    let entries = 0;
    for (const { count } of queue) {
      if (total + count > maxBatch) break;
      total += count;
      entries++;
    }
    waiting -= total;
    return queue.splice(0, entries);
  };

  const compute = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    running = true;
    const entries = take();
    try {
      const total = entries.reduce((sum, { count }) => sum + count, 0);
      const [only] = entries;
      const images = entries.length === 1 ? only!.images : joined(entries, total * imageSize);
      onBatch?.(total);
      const results = await run(images);
      let start = 0;
      for (const { count, resolve } of entries) {
        resolve(results.slice(start, start + count * units));
        start += count * units;
      }
    } catch (error) {
      for (const { reject } of entries) reject(error);
    } finally {
      running = false;
      schedule(0);
    }
  };

  const schedule = (delay: number): void => {
    if (running) return;
    if (queue.length === 0) {
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    } else if (waiting >= maxBatch || delay === 0) void compute();
    else timer ??= setTimeout(compute, delay);
  };

  return {
    get waiting() {
      return waiting;
    },
    submit: (images) => {
      const count = images.length / imageSize;
      if (!Number.isInteger(count) || count < 1 || count > maxBatch) {
        const error = new ConvzooError('invalid-shape', {
          subject: 'images of a request',
          expected: `1 to ${maxBatch} images of ${imageSize} numbers`,
          found: `${images.length} numbers`,
        });
        return Promise.reject(error);
      }
      if (waiting + count > maxQueue) {
        return Promise.reject(new OverloadedError(`${waiting} images wait already; try again later`));
      }
      return new Promise((resolve, reject) => {
        queue.push({ images, count, resolve, reject });
        waiting += count;
        schedule(maxDelay);
      });
    },
    idle: () =>
      running || queue.length > 0
        ? new Promise((resolve) => {
            whenIdle.push(resolve);
          })
        : Promise.resolve(),
  };
}

function joined(entries: readonly Entry[], length: number): Float32Array {
  const all = new Float32Array(length);
  let start = 0;
  for (const { images } of entries) {
    all.set(images, start);
    start += images.length;
  }
  return all;
}
