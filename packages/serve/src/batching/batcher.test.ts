import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBatcher, OverloadedError } from './batcher.js';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

interface Run {
  readonly images: number[];
  finish(): void;
  fail(error: Error): void;
}

/** A batcher of images of one number each, whose runs end when the test says so. Results are the images times ten. */
function setUp(options: { maxBatch?: number; maxDelay?: number; maxQueue?: number } = {}) {
  const runs: Run[] = [];
  const batcher = createBatcher({
    maxBatch: 4,
    maxDelay: 5,
    maxQueue: 6,
    ...options,
    imageSize: 1,
    units: 1,
    run: (images) =>
      new Promise((resolve, reject) => {
        runs.push({
          images: [...images],
          finish: () => resolve(images.map((value) => value * 10)),
          fail: reject,
        });
      }),
  });
  const submit = (...images: number[]): Promise<Float32Array> => batcher.submit(Float32Array.from(images));
  return { batcher, runs, submit };
}

test('an idle engine waits for others until the delay is over', async () => {
  const { runs, submit } = setUp();
  const first = submit(1);
  await vi.advanceTimersByTimeAsync(4);
  expect(runs).toEqual([]);
  const second = submit(2, 3);
  await vi.advanceTimersByTimeAsync(1);
  expect(runs.map(({ images }) => images)).toEqual([[1, 2, 3]]);
  runs[0]!.finish();
  expect([...(await first), ...(await second)]).toEqual([10, 20, 30]);
});

test('several that wait together run once, and nothing runs after them', async () => {
  const { runs, submit } = setUp();
  const answers = [1, 2, 3].map((image) => submit(image));
  await vi.advanceTimersByTimeAsync(5);
  runs[0]!.finish();
  await Promise.all(answers);
  await vi.advanceTimersByTimeAsync(50);
  expect(runs.map(({ images }) => images)).toEqual([[1, 2, 3]]);
});

test('a full batch does not wait', async () => {
  const { runs, submit } = setUp();
  void submit(1, 2);
  void submit(3, 4);
  await vi.advanceTimersByTimeAsync(0);
  expect(runs.map(({ images }) => images)).toEqual([[1, 2, 3, 4]]);
});

test('what arrives during a run goes together next, in order and within the limit', async () => {
  const { batcher, runs, submit } = setUp({ maxDelay: 0 });
  void submit(1);
  void submit(2);
  void submit(3, 4, 5);
  void submit(6);
  expect(batcher.waiting).toBe(5);
  runs[0]!.finish();
  await vi.advanceTimersByTimeAsync(0);
  runs[1]!.finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(runs.map(({ images }) => images)).toEqual([[1], [2, 3, 4, 5], [6]]);
});

test('too many waiting images are refused, and those that wait stay', async () => {
  const { runs, submit } = setUp({ maxDelay: 0, maxQueue: 2 });
  void submit(1);
  const waiting = submit(2, 3);
  await expect(submit(4)).rejects.toBeInstanceOf(OverloadedError);
  runs[0]!.finish();
  await vi.advanceTimersByTimeAsync(0);
  runs[1]!.finish();
  expect([...(await waiting)]).toEqual([20, 30]);
});

test('requests that are no images, or more than a batch, are refused', async () => {
  const { submit } = setUp();
  await expect(submit()).rejects.toMatchObject({ code: 'invalid-shape' });
  await expect(submit(1, 2, 3, 4, 5)).rejects.toMatchObject({ code: 'invalid-shape' });
});

test('an error reaches all requests of its run and no others', async () => {
  const { runs, submit } = setUp({ maxDelay: 0 });
  const first = submit(1);
  const second = submit(2);
  runs[0]!.fail(new Error('out of memory'));
  await expect(first).rejects.toThrow('out of memory');
  await vi.advanceTimersByTimeAsync(0);
  runs[1]!.finish();
  expect([...(await second)]).toEqual([20]);
});

test('idle waits for what runs and what waits', async () => {
  const { batcher, runs, submit } = setUp({ maxDelay: 0 });
  await batcher.idle();
  void submit(1);
  void submit(2);
  let idle = false;
  void batcher.idle().then(() => {
    idle = true;
  });
  runs[0]!.finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(idle).toBe(false);
  runs[1]!.finish();
  await vi.advanceTimersByTimeAsync(0);
  expect(idle).toBe(true);
});
