import type { Redis } from 'ioredis';
import { parseRun, type Run } from '../runs/run.js';
import { afterCrash, type CrashHistory, parseHistory } from '../shards/crashes.js';

/** The prefix of all keys. The braces keep them together on one node of a Redis cluster. */
export const prefix = '{convzoo}';

/** Seconds after which what is known of a run that has ended is forgotten. */
const keptFor = 7 * 24 * 3600;

/** What is known of runs besides their queues. */
export interface RunStore {
  /** Ids of the runs that go on, the oldest first. */
  current(): Promise<string[]>;
  /** Adds a run, or goes on with one that was canceled or lost. */
  add(run: Run): Promise<void>;
  read(id: string): Promise<StoredRun | undefined>;
  end(id: string, how: 'done' | 'canceled'): Promise<void>;
  /** Notes that the results of a shard are written. Twice is as good as once. */
  finishShard(
    id: string,
    shard: { readonly index: number; readonly name: string },
    errors: number,
  ): Promise<void>;
  /** Tells whether the results of a shard are written. */
  finished(id: string): Promise<(index: number) => boolean>;
  /** Takes back that the results of a shard are written. */
  reopenShard(id: string, index: number): Promise<void>;
  hasEnded(id: string): Promise<boolean>;
  /**
   * Notes what is known of a shard and the images in work, before work on them begins.
   *
   * @returns whether the run goes on
   */
  beginGroup(id: string, shard: string, history: CrashHistory): Promise<boolean>;
  /** What is known of processes that ended in a shard. */
  crashes(id: string, shard: string): Promise<CrashHistory>;
  /** Keeps what is known of a shard that is put back, without images in work. */
  leaveShard(id: string, shard: string, history: CrashHistory): Promise<void>;
  /** How far a run has come. */
  tally(id: string): Promise<Tally>;
}

export interface StoredRun {
  readonly run: Run;
  readonly ended: 'done' | 'canceled' | undefined;
  /** Seconds since it was added, by the server's clock. */
  readonly seconds: number;
}

export interface Tally {
  readonly shards: number;
  /** Images that became rows with an error, in finished shards. */
  readonly errors: number;
  /** Images of unfinished shards that workers have behind them. */
  readonly underway: number;
}

export function runStore(redis: Redis): RunStore {
  const runs = `${prefix}:runs`;
  const keyOf = (id: string, part: string): string => `${prefix}:run-${id}:${part}`;
  const now = async (): Promise<number> => Number((await redis.time())[0]);
  return {
    current: () => redis.zrange(runs, 0, -1),
    add: async (run) => {
      const time = await now();
      const key = keyOf(run.id, 'record');
      await redis
        .multi()
        .hset(key, { run: JSON.stringify(run) })
        .hsetnx(key, 'added', time)
        .hdel(key, 'ended')
        .persist(key)
        .zadd(runs, 'NX', time, run.id)
        .exec();
    },
    read: async (id) => {
      const { run, ended, added } = await redis.hgetall(keyOf(id, 'record'));
      if (run === undefined) return undefined;
      return {
        run: parseRun(run, `run ${id}`),
        ended: ended === 'done' || ended === 'canceled' ? ended : undefined,
        seconds: (await now()) - Number(added),
      };
    },
    end: async (id, how) => {
      const ending = redis.multi().zrem(runs, id).hset(keyOf(id, 'record'), { ended: how });
      for (const part of ['record', 'done', 'errors', 'shards']) ending.expire(keyOf(id, part), keptFor);
      await ending.exec();
    },
    finishShard: async (id, { index, name }, errors) => {
      const finishing = redis.multi().setbit(keyOf(id, 'done'), index, 1).hdel(keyOf(id, 'shards'), name);
      if (errors > 0) finishing.hset(keyOf(id, 'errors'), { [index]: errors });
      await finishing.exec();
    },
    finished: async (id) => {
      const bits = (await redis.getBuffer(keyOf(id, 'done'))) ?? Buffer.alloc(0);
      // Redis counts bits from the highest of the first byte.
      return (index) => ((bits[index >> 3] ?? 0) & (0x80 >> (index & 7))) !== 0;
    },
    reopenShard: async (id, index) => {
      await redis.multi().setbit(keyOf(id, 'done'), index, 0).hdel(keyOf(id, 'errors'), `${index}`).exec();
    },
    hasEnded: async (id) => (await redis.hget(keyOf(id, 'record'), 'ended')) !== null,
    beginGroup: async (id, shard, history) => {
      const marking = redis.hset(keyOf(id, 'shards'), { [shard]: JSON.stringify(history) });
      const [ended] = await Promise.all([redis.hget(keyOf(id, 'record'), 'ended'), marking]);
      return ended === null;
    },
    crashes: async (id, shard) => afterCrash(parseHistory(await redis.hget(keyOf(id, 'shards'), shard))),
    leaveShard: async (id, shard, history) => {
      if (history.total === 0) await redis.hdel(keyOf(id, 'shards'), shard);
      else await redis.hset(keyOf(id, 'shards'), { [shard]: JSON.stringify(history) });
    },
    tally: async (id) => {
      const [shards, errors, underway] = await Promise.all([
        redis.bitcount(keyOf(id, 'done')),
        redis.hvals(keyOf(id, 'errors')),
        redis.hvals(keyOf(id, 'shards')),
      ]);
      return {
        shards,
        errors: sum(errors.map(Number)),
        underway: sum(underway.map((json) => parseHistory(json).done ?? 0)),
      };
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
