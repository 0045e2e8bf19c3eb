import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Cluster, connectCluster } from '../cluster.js';
import { brightness } from '../fixtures/brightness.js';
import { pictures } from '../fixtures/images.js';
import { readRows } from '../fixtures/read-rows.js';
import { hasRedis, type RedisServer, startRedis } from '../fixtures/redis-server.js';
import { type S3Server, startS3 } from '../fixtures/s3-server.js';
import { openSource } from '../images/source.js';
import { jsonLines } from '../results/json-lines.js';
import { openDestination } from '../results/open-destination.js';
import { writeObject } from './objects.js';

const model = { name: 'brightness', hash: brightness().hash };

describe('a bucket', () => {
  let folder: string;
  let s3: S3Server;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convzoo-s3-'));
    s3 = await startS3('photos');
  });
  afterAll(async () => {
    await s3?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const listed = async (source: string): Promise<string[]> => {
    const images: string[] = [];
    for await (const image of (await openSource(source)).images()) images.push(image);
    return images;
  };

  test('files are written, replaced, listed and read', async () => {
    const destination = openDestination('s3://photos/some/results/');
    expect(destination.address).toBe('s3://photos/some/results');
    expect(await destination.read('a.jsonl')).toBeUndefined();
    await destination.write('a.jsonl', Uint8Array.of(1, 2));
    await destination.write('a.jsonl', Uint8Array.of(3));
    await writeObject('s3://photos/some/results-of-others/b.jsonl', Uint8Array.of(4));
    expect([...(await destination.read('a.jsonl'))!]).toEqual([3]);
    const names: string[] = [];
    for await (const name of destination.list()) names.push(name);
    expect(names).toEqual(['a.jsonl']);
  });

  test('images below a prefix are listed over several pages, hidden and other files left out', async () => {
    const keys = Array.from({ length: 203 }, (_, i) => `many/${String(i).padStart(4, '0')} é+&%.jpg`);
    const others = ['many/.hidden/a.jpg', 'many/notes.txt', 'many-more/a.jpg'];
    await Promise.all([...keys, ...others].map((key) => writeObject(`s3://photos/${key}`, Uint8Array.of(0))));
    const addresses = keys.map((key) => `s3://photos/${key}`);
    expect(await listed('s3://photos/many')).toEqual(addresses);
    expect(await listed('s3://photos/many/')).toEqual(addresses);
    expect(await listed(addresses[7]!)).toEqual([addresses[7]]);
  });

  test('a bucket that is not there, and an address without one, are said', async () => {
    await expect(listed('s3://nowhere/photos')).rejects.toMatchObject({ code: 'file-error' });
    await expect(listed('s3:///photos')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(openDestination('s3://nowhere/out').write('a', new Uint8Array())).rejects.toThrow(
      'NoSuchBucket',
    );
  });

  describe.skipIf(!hasRedis)('with a cluster', () => {
    let server: RedisServer;
    let cluster: Cluster;
    beforeAll(async () => {
      server = await startRedis(folder);
      cluster = await connectCluster({ redis: server.url });
    });
    afterAll(async () => {
      await cluster?.close();
      await server?.kill();
    });

    test('images come from a bucket, and results go into one', async () => {
      const files = await pictures();
      const kinds = ['dark', 'bright', 'broken', 'bright', 'dark'] as const;
      for (const [i, kind] of kinds.entries()) await writeObject(`s3://photos/in/${i}.png`, files.get(kind)!);
      const options = { model, source: 's3://photos/in', out: 's3://photos/out', shardSize: 2 };
      const stop = new AbortController();
      const working = cluster.work({ models: [brightness()], signal: stop.signal });
      expect(await cluster.submit(options)).toMatchObject({ state: 'done', images: 5, errors: 1 });
      const destination = openDestination('s3://photos/out');
      const names: string[] = [];
      for await (const name of destination.list()) names.push(name);
      expect(names).toEqual([...names.slice(0, 3), 'run.json']);
      const shards = names.slice(0, 3).map(async (name) => jsonLines.read((await destination.read(name))!));
      const rows = (await Promise.all(shards)).flat();
      expect(rows.map(({ image }) => image)).toEqual(kinds.map((_, i) => `s3://photos/in/${i}.png`));
      expect(rows.map((row) => ('predictions' in row ? row.predictions[0]?.label : 'broken'))).toEqual(kinds);
      // The same again changes nothing.
      expect(await cluster.submit(options)).toMatchObject({ state: 'done', images: 5, errors: 1 });
      stop.abort();
      await working;
    });

    test('an object that is gone becomes a row; a worker whose credentials are refused writes none', async () => {
      const images = ['s3://photos/in/0.png', 's3://photos/in/none.png'];
      const stop = new AbortController();
      s3.accessKey = 'somebody else';
      const failures: string[] = [];
      const working = cluster.work({
        models: [brightness()],
        signal: stop.signal,
        onEvent: (event) => {
          if (event.kind !== 'failed') return;
          failures.push(event.error.message);
          s3.accessKey = 'somebody';
        },
      });
      const options = { model, source: 'two', images, out: join(folder, 'out') };
      expect(await cluster.submit(options)).toMatchObject({ state: 'done', errors: 1 });
      expect(failures).toEqual([expect.stringContaining('InvalidAccessKeyId')]);
      stop.abort();
      await working;
      const rows = await readRows(join(folder, 'out'));
      expect(rows).toMatchObject([{ predictions: [{ label: 'dark' }] }, { image: images[1] }]);
    });
  });
});
