import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { type TrainedOnBackend, trainOnBackend } from './fixtures/train-on-backend.js';

const loader = new URL('../../../tools/typescript-loader.mjs', import.meta.url).href;

const start = (steps: number): Worker =>
  new Worker(new URL('./fixtures/training-worker.ts', import.meta.url), {
    workerData: steps,
    execArgv: ['--import', loader, '--conditions', '@convzoo/source', '--no-warnings'],
  });

const resultOf = (worker: Worker): Promise<TrainedOnBackend> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });

test('the backend trains in several worker threads at once as it does in the main thread', async () => {
  const workers = [start(4), start(4)];
  const [expected, ...found] = await Promise.all([trainOnBackend(4), ...workers.map(resultOf)]);
  for (const one of found) expect(one).toEqual(expected);
  expect(expected.tensors).toBe(0);
  expect(expected.losses.at(-1)).toBeLessThan(expected.losses[0]!);
  await Promise.all(workers.map((worker) => worker.terminate()));
});

test('a worker that ends with its programs still compiled takes nothing with it', async () => {
  const expected = await trainOnBackend(2);
  const worker = start(2);
  expect(await resultOf(worker)).toEqual(expected);
  // Between runs: while ONNX Runtime computes, ending its thread ends the process (see the README).
  await worker.terminate();
  expect(await trainOnBackend(2)).toEqual(expected);
});
