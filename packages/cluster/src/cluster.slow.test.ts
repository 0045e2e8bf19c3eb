import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, connectCluster } from './cluster.js';
import { brightness } from './fixtures/brightness.js';
import { type Kind, writeImages } from './fixtures/images.js';
import { readRows } from './fixtures/read-rows.js';
import { hasRedis, type RedisServer, startRedis } from './fixtures/redis-server.js';

const model = { name: 'brightness', hash: brightness().hash };
const kinds = (count: number): Kind[] =>
  Array.from({ length: count }, (_, i) => (i % 3 === 0 ? 'bright' : 'dark'));

describe.skipIf(!hasRedis)('a cluster', () => {
  let server: RedisServer;
  let cluster: Cluster;
  let folder: string;
  let served: string;
  beforeAll(async () => {
    served = await mkdtemp(join(tmpdir(), 'convzoo-redis-'));
    server = await startRedis(served);
    cluster = await connectCluster({ redis: server.url });
  });
  afterAll(async () => {
    await cluster?.close();
    await server?.kill();
    await rm(served, { recursive: true, force: true });
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convzoo-cluster-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const options = (more: object = {}) => ({
    model,
    source: join(folder, 'images'),
    out: join(folder, 'out'),
    shardSize: 10,
    ...more,
  });
  /** Submits, and works until it is done. */
  async function run(more: object = {}) {
    const stop = new AbortController();
    const working = cluster.work({ models: [brightness()], signal: stop.signal });
    try {
      return await cluster.submit(options(more));
    } finally {
      stop.abort();
      await working;
    }
  }

  test('each image has one row, in order; what cannot be decoded has an error', async () => {
    const paths = await writeImages(join(folder, 'images'), [...kinds(34), 'broken']);
    const status = await run();
    expect(status).toMatchObject({ state: 'done', images: 35, errors: 1, shards: { done: 4, failed: 0 } });
    const rows = await readRows(join(folder, 'out'));
    expect(rows.map(({ image }) => image)).toEqual(paths);
    expect(rows.at(-1)).toMatchObject({ error: expect.stringContaining('expected an image') });
    expect(rows[0]).toMatchObject({ predictions: [{ label: 'bright' }] });
    expect(rows[1]).toMatchObject({ predictions: [{ label: 'dark' }] });
    expect(await cluster.runs()).toEqual([]);
  });

  test('the same submission again changes nothing, and restores what is missing', async () => {
    await writeImages(join(folder, 'images'), kinds(30));
    await run();
    const out = join(folder, 'out');
    const contents = async () =>
      await Promise.all(
        (await readdir(out)).map(async (name) => [name, await readFile(join(out, name), 'utf8')]),
      );
    const before = await contents();
    expect((await run()).state).toBe('done');
    expect(await contents()).toEqual(before);
    await rm(join(out, (await readdir(out))[1]!));
    expect((await run()).state).toBe('done');
    expect(await contents()).toEqual(before);
  });

  test('other images, another model or other options do not mix with results', async () => {
    await writeImages(join(folder, 'images'), kinds(3));
    await run();
    await expect(cluster.submit(options({ top: 1 }))).rejects.toMatchObject({ code: 'invalid-argument' });
    await writeImages(join(folder, 'images'), kinds(4));
    await expect(cluster.submit(options())).rejects.toThrow('Choose another place');
  });

  test('two workers and duplicated jobs write each row once', async () => {
    await writeImages(join(folder, 'images'), kinds(60));
    const stop = new AbortController();
    const work = { models: [brightness({ wait: 5 })], batch: 2, signal: stop.signal };
    const second = await connectCluster({ redis: server.url });
    const working = [cluster.work(work), second.work(work)];
    const both = await Promise.all([cluster.submit(options()), second.submit(options())]);
    stop.abort();
    await Promise.all(working);
    await second.close();
    expect(both.map(({ state }) => state)).toEqual(['done', 'done']);
    const rows = await readRows(join(folder, 'out'));
    expect(new Set(rows.map(({ image }) => image)).size).toBe(60);
    expect(rows).toHaveLength(60);
  });

  test('a worker leaves models alone that it was not given', async () => {
    await writeImages(join(folder, 'images'), kinds(3));
    const { run: submitted } = await cluster.submit(
      options({ detach: true, model: { name: 'another', hash: '0'.repeat(64) } }),
    );
    const events: string[] = [];
    await cluster.work({ models: [brightness()], once: true, onEvent: ({ kind }) => events.push(kind) });
    expect(events).toEqual(['refused']);
    expect(await cluster.status(submitted.id)).toMatchObject({ state: 'running', shards: { waiting: 1 } });
    await cluster.cancel(submitted.id);
  });

  test('a run is paused, resumed and canceled', async () => {
    await writeImages(join(folder, 'images'), kinds(30));
    const { run: submitted } = await cluster.submit(options({ detach: true }));
    const state = async () => (await cluster.status(submitted.id)).state;
    await cluster.pause(submitted.id);
    expect(await state()).toBe('paused');
    await cluster.work({ models: [brightness()], once: true });
    expect(await cluster.status(submitted.id)).toMatchObject({ shards: { done: 0, waiting: 3 } });
    await cluster.resume(submitted.id);
    expect(await state()).toBe('running');
    await cluster.cancel(submitted.id);
    expect(await state()).toBe('canceled');
    await cluster.work({ models: [brightness()], once: true });
    expect(await readdir(join(folder, 'out'))).toEqual(['run.json']);
    expect((await run()).state).toBe('done');
    await expect(cluster.pause('nothing')).rejects.toMatchObject({ code: 'unknown-name' });
  });

  test('a worker that is stopped puts its shard back', async () => {
    await writeImages(join(folder, 'images'), kinds(10));
    await cluster.submit(options({ detach: true }));
    const stop = new AbortController();
    const working = cluster.work({ models: [brightness({ wait: 100 })], batch: 1, signal: stop.signal });
    await delay(500);
    stop.abort();
    await working;
    expect(await cluster.runs()).toMatchObject([{ shards: { waiting: 1, active: 0, done: 0 } }]);
    expect((await run()).state).toBe('done');
  });

  test('shards wait for workers, not in Redis', async () => {
    await writeImages(join(folder, 'images'), kinds(60));
    const waiting: number[] = [];
    await run({
      shardSize: 1,
      ahead: 5,
      onProgress: ({ shards }: { shards: { waiting: number } }) => waiting.push(shards.waiting),
    });
    expect(Math.max(...waiting)).toBeLessThan(25);
    expect(await readRows(join(folder, 'out'))).toHaveLength(60);
  });

  test('lists name paths and URLs', async () => {
    const [path = ''] = await writeImages(join(folder, 'images'), kinds(1));
    const list = join(folder, 'list.txt');
    await writeFile(list, `${path}\n\nhttp://127.0.0.1:9/none.png\n${path}\n`);
    expect(await run({ source: list })).toMatchObject({ state: 'done', images: 3, errors: 1 });
    const rows = await readRows(join(folder, 'out'));
    expect(rows.map(({ image }) => image)).toEqual([path, 'http://127.0.0.1:9/none.png', path]);
    expect(rows[1]).toMatchObject({ error: expect.stringContaining('an image to download') });
  });

  test('a server that does not answer is said, without its password', async () => {
    const failure = connectCluster({ redis: 'redis://me:secret@127.0.0.1:9' });
    await expect(failure).rejects.toMatchObject({ code: 'connection-failed' });
    await expect(failure).rejects.not.toThrow('secret');
  });
});
