// What the queue costs: bytes and commands of Redis and milliseconds for each shard, and what follows for many images:
// pnpm --filter @convzoo/cluster measure [IMAGES-PER-SECOND-OF-A-WORKER]
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import '@tensorflow/tfjs-backend-cpu';
import { Redis } from 'ioredis';
import { connectCluster } from '../src/cluster.ts';
import { brightness } from '../src/fixtures/brightness.ts';
import { writeImages } from '../src/fixtures/images.ts';
import { startRedis } from '../src/fixtures/redis-server.ts';

const speed = Number(process.argv[2] ?? 20);
const shardSize = 512;
const folder = await mkdtemp(join(tmpdir(), 'convzoo-measure-'));
const server = await startRedis(folder);
const redis = new Redis(server.url);
const cluster = await connectCluster({ redis: server.url });
const model = { name: 'brightness', hash: brightness().hash };

async function counted() {
  const bytes = Number((await redis.info('memory')).match(/^used_memory:(\d+)/m)[1]);
  // Calls of each command, those of scripts too.
  const calls = [...(await redis.info('commandstats')).matchAll(/calls=(\d+)/g)];
  return { bytes, calls: calls.reduce((sum, [, n]) => sum + Number(n), 0) };
}

/** Bytes of a shard that waits, with paths of some 60 characters. */
async function bytesPerShard(shards) {
  const images = Array.from(
    { length: shards * shardSize },
    (_, i) => `/mnt/photos/2026/11/collection-0042/${i}-${'x'.repeat(12)}.jpg`,
  );
  const before = await counted();
  const { run } = await cluster.submit({
    model: { name: 'none', hash: '0'.repeat(64) },
    source: 'photos',
    images,
    out: join(folder, 'waiting'),
    shardSize,
    detach: true,
  });
  const after = await counted();
  await cluster.cancel(run.id);
  return (after.bytes - before.bytes) / shards;
}

/** Seconds and commands of a run, and of as much waiting. */
async function costOf(name, shards, size) {
  const source = join(folder, `${name}-images`);
  await writeImages(
    source,
    Array.from({ length: shards * size }, () => 'dark'),
  );
  const stop = new AbortController();
  const working = cluster.work({ models: [brightness()], signal: stop.signal });
  const started = performance.now();
  const before = await counted();
  await cluster.submit({ model, source, out: join(folder, name), shardSize: size });
  const seconds = (performance.now() - started) / 1000;
  const { calls } = await counted();
  stop.abort();
  await working;
  return { seconds, calls: calls - before.calls };
}

/** Commands per second of a worker that waits within a run: it asks whether the run goes on. */
async function callsPerSecond() {
  const { run } = await cluster.submit({
    model: { name: 'none', hash: '0'.repeat(64) },
    source: 'x',
    images: ['/x'],
    out: join(folder, 'idle'),
    detach: true,
  });
  const stop = new AbortController();
  const working = cluster.work({ models: [brightness()], signal: stop.signal });
  const before = await counted();
  await delay(10_000);
  const { calls } = await counted();
  stop.abort();
  await working;
  await cluster.cancel(run.id);
  return (calls - before.calls) / 10;
}

const bytes = await bytesPerShard(100);
const polling = await callsPerSecond();
const few = await costOf('few', 20, 1);
const many = await costOf('many', 220, 1);
const real = await costOf('real', 8, shardSize);
const milliseconds = (1000 * (many.seconds - few.seconds)) / 200;
const calls = Math.max(0, real.calls - polling * real.seconds) / 8;
const shardSeconds = shardSize / speed;
const [images, workers] = [1e9, 1000];
const shards = images / shardSize;
const rate = (workers * speed) / shardSize;
console.log(`a shard of ${shardSize} images that waits: ${(bytes / 1024).toFixed(1)} KiB in Redis`);
console.log(`a shard costs ${calls.toFixed(0)} commands, a worker ${polling.toFixed(1)} commands/s besides`);
console.log(
  `a shard of one image takes ${milliseconds.toFixed(1)} ms, queue and file and decoding together: ` +
    `${((milliseconds / 1000 / shardSeconds) * 100).toFixed(3)} % of a shard at ${speed} images/s (${shardSeconds.toFixed(1)} s)`,
);
console.log(
  `${images.toExponential()} images, ${workers} workers at ${speed} images/s: ${Math.ceil(shards)} shards, ` +
    `${(((1000 + workers) * bytes + shards / 8) / 2 ** 20).toFixed(0)} MiB in Redis, ` +
    `${(rate * calls + workers * polling).toFixed(0)} commands/s, ${(images / workers / speed / 3600).toFixed(1)} h`,
);
await cluster.close();
redis.disconnect();
await server.kill();
await rm(folder, { recursive: true });
