import { setTimeout as delay } from 'node:timers/promises';
import { ConvzooError } from '@convzoo/core';
import type { Queue, Telemetry } from 'bullmq';
import type { Redis } from 'ioredis';
import { endRun } from './end-run.js';
import { fixedSource, openSource, type Source, surveySource } from './images/source.js';
import { openQueue } from './redis/queue.js';
import { runStore } from './redis/store.js';
import type { Destination } from './results/destination.js';
import type { FormatName } from './results/formats.js';
import { openDestination } from './results/open-destination.js';
import { type Explain, identify, parseRun, type Run } from './runs/run.js';
import { resultsFile, type Shard, shardName, shardsOf } from './shards/shard.js';
import { type RunStatus, statusOf } from './status.js';

export interface SubmitOptions {
  /** The model's hash, by which workers find it among theirs, and a name for people. */
  readonly model: { readonly name: string; readonly hash: string };
  /**
   * A folder, a glob, a manifest (.csv, .jsonl), a list of paths and URLs, one a line (.txt), or a prefix in an
   * S3-compatible bucket (`s3://bucket/prefix`).
   */
  readonly source: string;
  /** The images themselves, if they are not what `source` leads to. */
  readonly images?: readonly string[] | undefined;
  /** A folder that all machines share, or `s3://bucket/prefix`. */
  readonly out: string;
  /** Images per shard. Default 512. */
  readonly shardSize?: number | undefined;
  /** Labels to keep of each image. By default the head decides. */
  readonly top?: number | undefined;
  /**
   * Keeps raw scores instead of labels, computed in batches of so many, for `evaluateResults`. `shardSize` must be a
   * multiple of it.
   */
  readonly logitsInBatchesOf?: number | undefined;
  /** Of the files of results: JSON lines or Apache Parquet. Default `jsonl`. */
  readonly format?: FormatName | undefined;
  /** Writes a sheet of heat maps beside the results of each shard. */
  readonly explain?: Explain | undefined;
  /** Shards that may wait in Redis. Default 1000. */
  readonly ahead?: number | undefined;
  /** Returns when all shards are in the queue, instead of when all have results. */
  readonly detach?: boolean | undefined;
  readonly onProgress?: ((status: RunStatus) => void) | undefined;
  /** Ends the submission, not the run. */
  readonly signal?: AbortSignal | undefined;
}

/** Jobs that are added by one command. */
const atOnce = 20;

const second = 1000;

/**
 * Divides images into shards, which workers take, and waits for the results. Shards are added as workers take others.
 * What is submitted again goes on: shards that have results are left out, and shards that Redis lost are added again.
 *
 * @throws ConvzooError `file-error`, `invalid-data` for a source without images; `invalid-argument` if `out` holds the
 * results of another submission
 */
export async function submit(
  redis: Redis,
  options: SubmitOptions,
  telemetry?: Telemetry,
): Promise<RunStatus> {
  const { model, source: from, images, out, shardSize = 512, top, detach, onProgress, signal } = options;
  const source = images === undefined ? await openSource(from) : fixedSource(images);
  const { count, hash } = await surveySource(source, from, signal);
  const destination = openDestination(out);
  const run = identify(
    {
      model: { name: model.name, hash: model.hash },
      source: from,
      out: destination.address,
      images: count,
      shards: Math.ceil(count / shardSize),
      shardSize,
      ...(top === undefined ? {} : { top }),
      rows: rowsOf(shardSize, options.logitsInBatchesOf),
      format: options.format ?? 'jsonl',
      ...(options.explain === undefined ? {} : { explain: options.explain }),
    },
    hash,
  );
  await claim(destination, run);
  const queue = openQueue(redis, run.id, telemetry);
  try {
    await runStore(redis).add(run);
    await queue.retryJobs({ state: 'failed' });
    for (;;) {
      await enqueue(redis, queue, run, { ...options, source, destination });
      let status = await currentStatus(redis, run);
      while (detach !== true && (status.state === 'running' || status.state === 'paused')) {
        onProgress?.(status);
        await delay(second, undefined, { signal });
        status = await currentStatus(redis, run);
      }
      onProgress?.(status);
      if (status.state === 'done') await endRun(redis, queue, run.id);
      if (detach === true || status.state !== 'incomplete') return status;
    }
  } finally {
    await queue.close();
  }
}

function rowsOf(shardSize: number, logitsInBatchesOf: number | undefined): Run['rows'] {
  if (logitsInBatchesOf === undefined) return 'predictions';
  if (shardSize % logitsInBatchesOf === 0) return { logitsInBatchesOf };
  throw new ConvzooError('invalid-argument', {
    subject: 'shard size',
    expected: `a multiple of the batch size ${logitsInBatchesOf}`,
    found: `${shardSize}`,
  });
}

/** Writes `run.json`, unless it is there. */
async function claim(destination: Destination, run: Run): Promise<void> {
  const file = 'run.json';
  const contents = await destination.read(file);
  if (contents === undefined) {
    return await destination.write(file, new TextEncoder().encode(`${JSON.stringify(run, null, 2)}\n`));
  }
  const other = parseRun(new TextDecoder().decode(contents), `${destination.address}/${file}`);
  if (other.id === run.id) return;
  throw new ConvzooError('invalid-argument', {
    subject: destination.address,
    expected: 'a folder of this submission or a new one',
    found: `results of ${other.images} images of ${other.source} by ${other.model.name}`,
    remedy: 'The images, the model or an option differ. Choose another place for the results.',
  });
}

interface EnqueueOptions extends Pick<SubmitOptions, 'ahead' | 'onProgress' | 'signal'> {
  readonly source: Source;
  readonly destination: Destination;
}

/** Adds all shards that have no results, as fast as workers take them, unless the run is canceled. */
async function enqueue(
  redis: Redis,
  queue: Queue<Shard>,
  run: Run,
  { source, destination, ahead = 1000, onProgress, signal }: EnqueueOptions,
): Promise<void> {
  const store = runStore(redis);
  const isFinished = await store.finished(run.id);
  const files = new Set<string>();
  for await (const file of destination.list()) files.add(file);
  const flush = async (): Promise<void> => {
    while ((await queue.getWaitingCount()) >= ahead) {
      onProgress?.(await currentStatus(redis, run));
      await delay(second, undefined, { signal });
    }
    await queue.addBulk(jobs.splice(0));
  };
  const jobs: { name: string; data: Shard; opts: { jobId: string } }[] = [];
  let listed = 0;
  for await (const shard of shardsOf(source.images(), run.shardSize)) {
    signal?.throwIfAborted();
    listed++;
    const name = shardName(run, shard);
    const hasFile = files.has(resultsFile(run, name));
    if (isFinished(shard.index) && hasFile) continue;
    if (isFinished(shard.index)) await store.reopenShard(run.id, shard.index);
    jobs.push({ name: 'shard', data: shard, opts: { jobId: name } });
    if (jobs.length < atOnce) continue;
    if (await store.hasEnded(run.id)) return;
    await flush();
  }
  if (jobs.length > 0 && !(await store.hasEnded(run.id))) await flush();
  if (listed === run.shards) return;
  throw new ConvzooError('invalid-data', {
    subject: run.source,
    expected: `${run.shards} shards, as when it was counted`,
    found: `${listed}`,
    remedy: 'It changed in the meantime: submit it again.',
  });
}

async function currentStatus(redis: Redis, run: Run): Promise<RunStatus> {
  const status = await statusOf(redis, run.id);
  if (status !== undefined) return status;
  // Redis lost it.
  await runStore(redis).add(run);
  return await currentStatus(redis, run);
}
