import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectCluster } from './cluster.js';
import { brightness } from './fixtures/brightness.js';
import { type Kind, writeImages } from './fixtures/images.js';
import { readRows } from './fixtures/read-rows.js';
import { hasRedis, type RedisServer, startRedis } from './fixtures/redis-server.js';
import { torture } from './fixtures/torture.js';

const model = { name: 'brightness', hash: brightness().hash };
const kinds = (count: number): Kind[] =>
  Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 'bright' : 'dark'));

describe.skipIf(!hasRedis)('whatever fails, each image has one row', () => {
  let served: string;
  let folder: string;
  let server: RedisServer;
  beforeAll(async () => {
    served = await mkdtemp(join(tmpdir(), 'convzoo-redis-'));
    server = await startRedis(served);
  });
  afterAll(async () => {
    await server?.kill();
    await rm(served, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convzoo-faults-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  test('workers and Redis are killed, and one image ends every process', async () => {
    const images: Kind[] = [...kinds(20), 'red', ...kinds(60), 'broken', ...kinds(38)];
    const faults = { workers: 2, kills: 3, redisKills: 1, millisecondsPerBatch: 100 };
    const { problems, kills } = await torture({
      folder,
      server,
      kinds: images,
      shardSize: 20,
      ...faults,
    });
    expect(problems).toEqual([]);
    expect(kills).toBe(3);
  });

  test('an image hangs the decoder of every process', async () => {
    const images: Kind[] = [...kinds(7), 'pipe', ...kinds(12)];
    const { problems, crashes } = await torture({
      folder,
      server,
      kinds: images,
      shardSize: 10,
      workers: 2,
      kills: 0,
      redisKills: 0,
      timeLimit: 4000,
    });
    expect(problems).toEqual([]);
    expect(crashes).toBeGreaterThanOrEqual(3);
  });

  test('clocks that are an hour ahead or behind, and an image that ends every process', async () => {
    const hour = 3_600_000;
    const { problems } = await torture({
      folder,
      server,
      kinds: [...kinds(25), 'red', ...kinds(34)],
      shardSize: 20,
      workers: 3,
      kills: 2,
      redisKills: 0,
      millisecondsPerBatch: 50,
      clocksAhead: [hour, -hour],
    });
    expect(problems).toEqual([]);
  });

  const isRoot = process.getuid?.() === 0;
  if (!isRoot) console.warn('Skipped: a full disk, as only root may mount a small one.');
  test.skipIf(!isRoot)('a disk that is full for a while', async () => {
    const out = join(folder, 'out');
    await writeImages(join(folder, 'images'), kinds(40));
    await writeFile(join(folder, 'kept'), '');
    spawnSync('mkdir', [out]);
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', out]);
    if (status !== 0) return console.warn('Skipped: a full disk, as nothing can be mounted here.');
    const cluster = await connectCluster({ redis: server.url });
    const stop = new AbortController();
    try {
      await writeFile(join(out, 'filler'), Buffer.alloc(60 * 1024));
      const failures: string[] = [];
      const working = cluster.work({
        models: [brightness()],
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind !== 'failed') return;
          failures.push(event.error.message);
          void rm(join(out, 'filler'), { force: true });
        },
      });
      const options = { model, source: join(folder, 'images'), out, shardSize: 40 };
      expect(await cluster.submit(options)).toMatchObject({ state: 'done', errors: 0 });
      stop.abort();
      await working;
      expect(failures[0]).toContain('a full disk');
      expect((await readdir(out)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(await readRows(out)).toHaveLength(40);
    } finally {
      stop.abort();
      await cluster.close();
      spawnSync('umount', [out]);
    }
  });

  test('a network that stalls between a worker and Redis', async () => {
    await writeImages(join(folder, 'images'), kinds(60));
    const proxy = await stallingProxy(Number(new URL(server.url).port));
    const [near, far] = await Promise.all([
      connectCluster({ redis: server.url }),
      connectCluster({ redis: proxy.url }),
    ]);
    const stop = new AbortController();
    const work = { models: [brightness({ wait: 20 })], batch: 2, lockDuration: 1000, signal: stop.signal };
    const stalled = far.work({
      ...work,
      onEvent: ({ kind }) => {
        if (kind === 'run') setTimeout(proxy.stall, 50);
      },
    });
    await proxy.begun;
    const submitted = near.submit({
      model,
      source: join(folder, 'images'),
      out: join(folder, 'out'),
      shardSize: 20,
    });
    await proxy.stalled;
    const working = near.work(work);
    expect(await submitted).toMatchObject({ state: 'done', errors: 0 });
    proxy.resume();
    stop.abort();
    await Promise.all([stalled, working]);
    await Promise.all([near.close(), far.close()]);
    proxy.close();
    expect(await readRows(join(folder, 'out'))).toHaveLength(60);
  });
});

/** Stands between a client and Redis, and can stop to pass anything on. */
async function stallingProxy(port: number) {
  const sockets = new Set<Socket>();
  let isStalled = false;
  let begin = (): void => {};
  let stop = (): void => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const stalled = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const server = createServer((client) => {
    const redis = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [client, redis],
      [redis, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('data', (data) => to.write(data));
      from.on('close', () => to.destroy());
      if (isStalled) from.pause();
    }
    begin();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('expected a port');
  return {
    url: `redis://127.0.0.1:${address.port}`,
    begun,
    stalled,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.pause();
      stop();
    },
    resume: () => {
      isStalled = false;
      for (const socket of sockets) socket.resume();
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
