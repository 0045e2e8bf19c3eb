import type { Redis } from 'ioredis';
import { withQueue } from './redis/queue.js';
import { runStore } from './redis/store.js';
import type { Run } from './runs/run.js';

/**
 * `incomplete`: no shard is left in the queue although some have no results; the same submission again goes on.
 * `failed`: all that is left are shards that failed too often.
 */
export type RunState = 'running' | 'paused' | 'canceled' | 'done' | 'incomplete' | 'failed';

/** How far a run has come. */
export interface RunStatus {
  readonly run: Run;
  readonly state: RunState;
  /** Images that have a result or are behind a worker that has not finished its shard. */
  readonly images: number;
  /** Images of finished shards that could not be classified. */
  readonly errors: number;
  readonly shards: {
    readonly done: number;
    readonly waiting: number;
    readonly active: number;
    /** Those that wait for another try. */
    readonly delayed: number;
    readonly failed: number;
  };
  /** Workers that are connected for this run. */
  readonly workers: number;
  /** Why a shard failed, if one did. */
  readonly failure?: string;
  /** Since it was submitted. */
  readonly seconds: number;
}

/** The status of a run; undefined if there is no such run. */
export async function statusOf(redis: Redis, id: string): Promise<RunStatus | undefined> {
  const store = runStore(redis);
  const stored = await store.read(id);
  if (stored === undefined) return undefined;
  const { run, ended, seconds } = stored;
  return await withQueue(redis, id, async (queue) => {
    const [tally, counts, isPaused, workers, [failed]] = await Promise.all([
      store.tally(id),
      queue.getJobCounts('waiting', 'active', 'delayed', 'failed'),
      queue.isPaused(),
      queue.getWorkersCount(),
      queue.getFailed(0, 0),
    ]);
    const of = (state: string): number => counts[state] ?? 0;
    const shards = {
      done: tally.shards,
      waiting: of('waiting'),
      active: of('active'),
      delayed: of('delayed'),
      failed: of('failed'),
    };
    const state = (): RunState => {
      if (ended !== undefined) return ended;
      if (shards.done === run.shards) return 'done';
      if (isPaused) return 'paused';
      if (shards.waiting + shards.active + shards.delayed > 0) return 'running';
      return shards.failed > 0 ? 'failed' : 'incomplete';
    };
    return {
      run,
      state: state(),
      images: Math.min(run.images, tally.shards * run.shardSize + tally.underway),
      errors: tally.errors,
      shards,
      workers,
      ...(failed?.failedReason === undefined ? {} : { failure: failed.failedReason }),
      seconds,
    };
  });
}
