import { ConvzooError, describe } from '@convzoo/core/errors';
import { connectRedis } from './redis/connection.js';
import { withQueue } from './redis/queue.js';
import { runStore } from './redis/store.js';
import { openTelemetry } from './redis/telemetry.js';
import { type RunStatus, statusOf } from './status.js';
import { type SubmitOptions, submit } from './submit.js';
import { type WorkOptions, work } from './work.js';

export interface ClusterOptions {
  /**
   * URL of Redis or Valkey, with user, password, database and TLS: `rediss://user:password@host:6380/2`. Default
   * `CONVZOO_REDIS` of the environment, else `redis://127.0.0.1:6379`.
   */
  readonly redis?: string | undefined;
  /** Traces and metrics of submissions and shards by OpenTelemetry, with the package bullmq-otel. Default false. */
  readonly telemetry?: boolean | undefined;
}

/** What can be done with the runs of a cluster. */
export interface Cluster extends AsyncDisposable {
  submit(options: SubmitOptions): Promise<RunStatus>;
  work(options: WorkOptions): Promise<void>;
  /** The runs that go on, the oldest first. */
  runs(): Promise<RunStatus[]>;
  /** @throws ConvzooError `unknown-name` if there is no such run */
  status(id: string): Promise<RunStatus>;
  /** Workers finish the shards that they have, and take no others. */
  pause(id: string): Promise<void>;
  /** Goes on with a run that was paused, and tries shards again that failed. */
  resume(id: string): Promise<void>;
  /** Ends a run. Results that are written stay; the same submission again goes on. */
  cancel(id: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects to a cluster: all who use the same Redis.
 *
 * @throws ConvzooError `connection-failed`; `missing-package` for telemetry without bullmq-otel
 */
export async function connectCluster({ redis: url, telemetry }: ClusterOptions = {}): Promise<Cluster> {
  const tracing = telemetry === true ? await openTelemetry() : undefined;
  const redis = await connectRedis(url ?? process.env.CONVZOO_REDIS ?? 'redis://127.0.0.1:6379');
  const store = runStore(redis);
  const status = async (id: string): Promise<RunStatus> => {
    const found = await statusOf(redis, id);
    if (found !== undefined) return found;
    const current = await store.current();
    throw new ConvzooError('unknown-name', {
      subject: 'run',
      expected: current.length === 0 ? 'a run, and there is none' : `one of ${current.join(', ')}`,
      found: describe(id),
    });
  };
  const close = async (): Promise<void> => {
    redis.disconnect();
  };
  return {
    submit: (options) => submit(redis, options, tracing),
    work: (options) => work(redis, options, tracing),
    runs: async () => await Promise.all((await store.current()).map(status)),
    status,
    pause: async (id) => {
      await status(id);
      await withQueue(redis, id, (queue) => queue.pause());
    },
    resume: async (id) => {
      await status(id);
      await withQueue(redis, id, async (queue) => {
        await queue.resume();
        await queue.retryJobs({ state: 'failed' });
      });
    },
    cancel: async (id) => {
      await status(id);
      await store.end(id, 'canceled');
      await withQueue(redis, id, (queue) => queue.obliterate({ force: true }));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
