import { Queue, type Telemetry } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Shard } from '../shards/shard.js';
import { prefix } from './store.js';

/** The queue of a run, which holds its shards. */
export function openQueue(redis: Redis, id: string, telemetry?: Telemetry): Queue<Shard> {
  const queue = new Queue<Shard>(queueName(id), {
    connection: redis,
    prefix,
    ...(telemetry === undefined ? {} : { telemetry }),
    // Nobody reads the events.
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: {
      // What fails for want of a disk or a network may succeed later: 1 s, 2 s, 4 s, …, 17 minutes in all.
      attempts: 11,
      backoff: { type: 'exponential', delay: 1000 },
      removeOnComplete: true,
      stackTraceLimit: 1,
    },
  });
  // A listener keeps lost connections from being printed; commands wait for the next one.
  queue.on('error', () => {});
  return queue;
}

function queueName(id: string): string {
  return `run-${id}`;
}

/** Uses the queue of a run. */
export async function withQueue<T>(
  redis: Redis,
  id: string,
  use: (queue: Queue<Shard>) => Promise<T>,
): Promise<T> {
  const queue = openQueue(redis, id);
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

/** Whether there are shards to take or to wait for. */
export async function hasWork(queue: Queue<Shard>): Promise<boolean> {
  const [isPaused, left] = await Promise.all([
    queue.isPaused(),
    queue.getJobCountByTypes('waiting', 'active', 'delayed'),
  ]);
  return !isPaused && left > 0;
}
