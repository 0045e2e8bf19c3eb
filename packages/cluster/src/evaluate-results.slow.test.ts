import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomNumbers } from '@convzoo/core/random';
import { type Dataset, openDataset } from '@convzoo/data';
import '@tensorflow/tfjs-backend-cpu';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, connectCluster } from './cluster.js';
import { evaluateResults } from './evaluate-results.js';
import { brightness } from './fixtures/brightness.js';
import { hasRedis, type RedisServer, startRedis } from './fixtures/redis-server.js';
import { startWorker } from './fixtures/start-worker.js';
import type { FormatName } from './results/formats.js';

const { head, hash } = brightness();

/** Images of random pixels, with labels that have nothing to do with them. */
async function writeNoise(folder: string, count: number): Promise<Dataset> {
  const next = randomNumbers('noise');
  for (const label of head.classes) await mkdir(join(folder, label), { recursive: true });
  for (let i = 0; i < count; i++) {
    const pixels = Uint8Array.from({ length: 12 }, () => 256 * next());
    const label = head.classes[Math.floor(2 * next())]!;
    const raw = { width: 2, height: 2, channels: 3 } as const;
    await sharp(pixels, { raw })
      .png()
      .toFile(join(folder, label, `${i}.png`));
  }
  const { train } = await openDataset(folder);
  return train!;
}

describe.skipIf(!hasRedis)('an evaluation', () => {
  let folder: string;
  let server: RedisServer;
  let cluster: Cluster;
  let dataset: Dataset;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convzoo-evaluation-'));
    server = await startRedis(folder);
    cluster = await connectCluster({ redis: server.url });
    dataset = await writeNoise(join(folder, 'data'), 300);
  });
  afterAll(async () => {
    await cluster?.close();
    await server?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  /** Measures with some worker processes. */
  async function measure(processes: number, format: FormatName = 'jsonl') {
    const workers = Array.from({ length: processes }, () =>
      startWorker(server.url, { millisecondsPerBatch: 50 }),
    );
    try {
      const most = { workers: 0 };
      const { run } = await cluster.submit({
        model: { name: 'brightness', hash },
        source: join(folder, 'data'),
        images: dataset.samples.map(({ file }) => file!),
        out: join(folder, `${processes}-${format}`),
        shardSize: 8,
        logitsInBatchesOf: 4,
        format,
        onProgress: (now) => {
          most.workers = Math.max(most.workers, now.workers);
        },
      });
      // On a busy machine, some may have started too late.
      if (processes > 1) expect(most.workers).toBeGreaterThan(1);
      return await evaluateResults(run, dataset, head);
    } finally {
      for (const worker of workers) worker.kill('SIGTERM');
      await Promise.all(workers.map(({ exited }) => exited));
    }
  }

  test('gives the same metrics, to the bit, with one and with four workers', async () => {
    const [one, four, parquet] = [await measure(1), await measure(4), await measure(4, 'parquet')];
    expect(one.samples).toBe(300);
    expect(four).toEqual(one);
    expect(parquet).toEqual(one);
  });
});
