import type { Queue } from 'bullmq';
import type { Redis } from 'ioredis';
import { runStore } from './redis/store.js';
import type { Shard } from './shards/shard.js';

/** Ends a run all of whose shards have results. Its queue is removed by the last who looks. */
export async function endRun(redis: Redis, queue: Queue<Shard>, id: string): Promise<void> {
  await runStore(redis).end(id, 'done');
  // Refused while a job is active, such as one that ran twice.
  await queue.obliterate().catch(() => {});
}
