import { setTimeout as delay } from 'node:timers/promises';
import { ConvzooError } from '@convzoo/core';
import { type Job, type Telemetry, UnrecoverableError, WaitingError, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { endRun } from './end-run.js';
import type { ClusterModel } from './model.js';
import { hasWork, openQueue, withQueue } from './redis/queue.js';
import { prefix, runStore } from './redis/store.js';
import { formats } from './results/formats.js';
import { openDestination } from './results/open-destination.js';
import { countErrors } from './results/row.js';
import type { Run } from './runs/run.js';
import { afterCrash, type CrashLimits, type Range, withoutFlight } from './shards/crashes.js';
import { type ProcessOptions, processShard } from './shards/process-shard.js';
import { parseShard, resultsFile, type Shard, shardName, sheetFile } from './shards/shard.js';
import { unlessAborted } from './unless-aborted.js';
import { unlessSilent } from './unless-silent.js';

/** What a worker does, for people to read. */
export type WorkEvent =
  | { readonly kind: 'run'; readonly run: Run }
  | { readonly kind: 'refused'; readonly run: Run }
  | { readonly kind: 'shard'; readonly run: Run; readonly images: number; readonly errors: number }
  | { readonly kind: 'failed'; readonly run: Run; readonly error: Error }
  /** Nothing more comes: `work` ends with this error. */
  | { readonly kind: 'hung'; readonly run: Run; readonly error: Error };

export interface WorkOptions {
  /** The models that the worker may run. It leaves runs with other models alone. */
  readonly models: readonly ClusterModel[];
  /** Images that a network takes at once. Default 16. */
  readonly batch?: number | undefined;
  /** Returns when no run has work, instead of waiting for more. */
  readonly once?: boolean | undefined;
  /**
   * Milliseconds after which others take over the shard of a worker that has fallen silent. Default 60,000; a batch must
   * take less.
   */
  readonly lockDuration?: number | undefined;
  /**
   * Milliseconds in which an image must be read, decoded and explained, and a batch scored. Default 300,000. What takes
   * longer hangs for ever, and cannot be stopped: the shard goes to other workers, as if this process had crashed.
   */
  readonly timeLimit?: number | undefined;
  readonly onEvent?: ((event: WorkEvent) => void) | undefined;
  /** Ends the work; the shard that is in work goes back to the queue. */
  readonly signal?: AbortSignal | undefined;
}

/** An image is given up when three processes in a row ended while they worked on it alone, the shard after many more. */
const limits: CrashLimits = { perImage: 3, perShard: 100 };

/** Milliseconds between looks at what is to be done. */
const pollInterval = 1000;

/** Milliseconds after the signal in which a shard is put back into the queue. */
const closingTime = 10_000;

/**
 * Works on runs, one after the other, the oldest first, until the signal.
 *
 * @throws ConvzooError `run-failed` if an image or a batch hangs. End the process then, by SIGKILL: threads that hang in
 * native code keep it from exiting, and later ones would wait for them.
 */
export async function work(redis: Redis, options: WorkOptions, telemetry?: Telemetry): Promise<void> {
  const { models, once, onEvent } = options;
  const hung = new AbortController();
  const signal = AbortSignal.any([hung.signal, ...(options.signal === undefined ? [] : [options.signal])]);
  const byHash = new Map(models.map((model) => [model.hash, model]));
  const refused = new Set<string>();
  const nextRun = async (): Promise<Run | undefined> => {
    const store = runStore(redis);
    for (const id of await store.current()) {
      if (!(await withQueue(redis, id, hasWork))) continue;
      const run = (await store.read(id))?.run;
      if (run === undefined) continue;
      if (canRun(run, byHash.get(run.model.hash))) return run;
      if (!refused.has(id)) onEvent?.({ kind: 'refused', run });
      refused.add(id);
    }
    return undefined;
  };
  while (!signal.aborted) {
    const run = await unlessAborted(nextRun(), signal);
    if (run !== undefined)
      await workOn(redis, run, byHash.get(run.model.hash)!, { ...options, signal, hung, telemetry });
    else if (once === true) return;
    else await delay(pollInterval, undefined, { signal }).catch(() => {});
  }
  hung.signal.throwIfAborted();
}

interface RunOptions extends WorkOptions {
  readonly signal: AbortSignal;
  /** Is aborted when an image or a batch hangs. */
  readonly hung: AbortController;
  readonly telemetry: Telemetry | undefined;
}

function canRun({ explain }: Run, model: ClusterModel | undefined): boolean {
  return model !== undefined && (explain === undefined || model.explainer !== undefined);
}

/** Works on a run until nothing of it is left. */
async function workOn(redis: Redis, run: Run, model: ClusterModel, options: RunOptions): Promise<void> {
  const { lockDuration = 60_000, onEvent, signal, telemetry } = options;
  onEvent?.({ kind: 'run', run });
  const queue = openQueue(redis, run.id);
  const process = (job: Job<Shard>, token?: string): Promise<void> =>
    takeShard(redis, run, model, job, token, options);
  const worker = new Worker<Shard>(queue.name, process, {
    connection: redis,
    prefix,
    ...(telemetry === undefined ? {} : { telemetry }),
    lockDuration,
    stalledInterval: lockDuration / 2,
    // How often a shard may end its process is counted by image.
    maxStalledCount: Number.MAX_SAFE_INTEGER,
  });
  worker.on('failed', (_, error) => onEvent?.({ kind: 'failed', run, error }));
  // Such as a lock that was lost while Redis was away: another worker has the shard.
  worker.on('error', () => {});
  const goesOn = async (): Promise<boolean> =>
    !(await runStore(redis).hasEnded(run.id)) && (await hasWork(queue));
  while ((await unlessAborted(goesOn(), signal)) === true) {
    await delay(pollInterval, undefined, { signal }).catch(() => {});
  }
  await unlessAborted(worker.close(), signal, closingTime);
  if (signal.aborted) return;
  const { shards } = await runStore(redis).tally(run.id);
  if (shards === run.shards) await endRun(redis, queue, run.id);
  await queue.close();
}

async function takeShard(
  redis: Redis,
  run: Run,
  model: ClusterModel,
  job: Job<Shard>,
  token: string | undefined,
  { batch = 16, timeLimit = 300_000, onEvent, signal, hung }: RunOptions,
): Promise<void> {
  const store = runStore(redis);
  const shard = parseShard(job.data);
  const name = shardName(run, shard);
  if (name !== job.id) throw new UnrecoverableError(`the shard ${job.id} is not what its name says`);
  const destination = openDestination(run.out);
  const file = resultsFile(run, name);
  const format = formats[run.format];
  const written = await destination.read(file);
  if (written !== undefined) {
    const errors = countErrors(await format.read(written));
    return await store.finishShard(run.id, { index: shard.index, name }, errors);
  }
  let history = await store.crashes(run.id, name);
  try {
    const onGroup: ProcessOptions['onGroup'] = async (flight, now, done) => {
      history = { ...now, flight, done };
      const goesOn = await store.beginGroup(run.id, name, history);
      if (!goesOn) throw new UnrecoverableError('canceled');
    };
    const explainer = run.explain === undefined ? undefined : await model.explainer?.(run.explain);
    const rows = await unlessSilent(timeLimit, (onProgress) => {
      const given = { batch, signal, history, limits, onGroup, explainer, onProgress };
      return processShard(shard, run, model, given);
    });
    if (rows === undefined) {
      const error = hanging(shard, history.flight, timeLimit);
      history = afterCrash(history);
      onEvent?.({ kind: 'hung', run, error });
      hung.abort(error);
      throw error;
    }
    // Before the rows, whose file says that the shard is done.
    if (explainer !== undefined) await destination.write(sheetFile(name), explainer.sheet());
    await destination.write(file, format.write(rows));
    const errors = countErrors(rows);
    await store.finishShard(run.id, { index: shard.index, name }, errors);
    onEvent?.({ kind: 'shard', run, images: rows.length, errors });
  } catch (error) {
    await store.leaveShard(run.id, name, withoutFlight(history));
    if (!signal.aborted || error instanceof UnrecoverableError) throw error;
    await job.moveToWait(token);
    throw new WaitingError();
  }
}

function hanging({ images }: Shard, flight: Range | undefined, timeLimit: number): ConvzooError {
  const { first, end } = flight ?? { first: 0, end: images.length };
  const several = end - first > 1 ? `one of ${end - first} images from ` : '';
  return new ConvzooError('run-failed', {
    subject: `${several}${images[first]}`,
    expected: `an image in ${timeLimit / 1000} s`,
    found: 'none',
    remedy:
      'Only the end of this process stops it: start another worker. After three tries, the image is given up.',
  });
}
