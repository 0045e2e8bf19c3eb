import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../../../../cluster/src/fixtures/redis-server.js';
import { convzoo } from '../../fixtures/command.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));
const shapes = fixture('shapes');
const photos = fixture('photos');

describe.skipIf(!hasRedis)('convzoo cluster', () => {
  let folder: string;
  let server: RedisServer;
  let redis: readonly string[];
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'convzoo-cluster-'));
    server = await startRedis(folder);
    redis = ['--redis', server.url];
  });
  afterAll(async () => {
    await server?.kill();
    await rm(folder, { recursive: true, force: true });
  });

  test('a worker of its own process gives the labels that one machine gives', async () => {
    const node = [
      '--conditions=@convzoo/source',
      '--import',
      fixture('../../../tools/typescript-loader.mjs'),
    ];
    const bin = fileURLToPath(new URL('../../bin.ts', import.meta.url));
    const work = ['cluster', 'work', '--allow', shapes, '--runtime', 'wasm', ...redis];
    const worker = spawn(process.execPath, [...node, bin, ...work], {
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    try {
      const out = join(folder, 'results');
      const model = ['--model', shapes, '--runtime', 'wasm'];
      const submitted = await convzoo(
        'cluster',
        'submit',
        photos,
        ...model,
        ...redis,
        '--out',
        out,
        '--json',
      );
      expect(submitted).toMatchObject({ code: 0, err: '' });
      expect(JSON.parse(submitted.out)).toMatchObject({ state: 'done', errors: 0 });
      const [results = ''] = (await readdir(out)).filter((name) => name.endsWith('.jsonl'));
      const lines = (await readFile(join(out, results), 'utf8')).split('\n').slice(0, -1);
      const classified = await convzoo('classify', photos, ...model, '--json');
      expect(lines.map((line) => JSON.parse(line))).toEqual(JSON.parse(classified.out));

      const data = join(folder, 'data');
      for (const label of ['disc', 'square', 'triangle']) {
        await cp(join(photos, 'cross'), join(data, label), { recursive: true });
      }
      await writeFile(join(data, 'disc/broken.png'), 'not an image');
      const scores = ['--out', join(folder, 'scores'), '--shard-size', '32'];
      const [expected, measured] = [
        await convzoo('evaluate', data, ...model, '--json'),
        await convzoo('cluster', 'submit', data, '--evaluate', ...model, ...redis, ...scores, '--json'),
      ];
      expect([expected.code, measured.code]).toEqual([1, 1]);
      expect(measured.err).toContain('1 images are unreadable');
      expect(measured.out).toBe(expected.out);
      worker.kill('SIGTERM');
      const [code] = await once(worker, 'exit');
      expect(code).toBe(0);
    } finally {
      worker.kill('SIGKILL');
    }
  });

  test('a run without workers waits, is shown and canceled', async () => {
    const out = join(folder, 'waiting');
    const model = ['--model', shapes, '--runtime', 'wasm'];
    const { code, out: said } = await convzoo(
      ...['cluster', 'submit', photos, ...model, '--out', out, '--detach', ...redis],
    );
    expect(code).toBe(0);
    const [, id = ''] = /^run (\w+): \d+ images are in the queue/.exec(said) ?? [];
    expect((await convzoo('cluster', 'status', ...redis)).out).toContain(`run ${id} (`);
    expect(await convzoo('cluster', 'pause', id, ...redis)).toMatchObject({ code: 0 });
    expect((await convzoo('cluster', 'status', id, ...redis)).out).toContain('paused');
    expect(await convzoo('cluster', 'cancel', id, ...redis)).toMatchObject({ code: 0 });
    expect((await convzoo('cluster', 'status', id, ...redis)).out).toContain('canceled');
    expect(await convzoo('cluster', 'pause', 'nothing', ...redis)).toMatchObject({ code: 2 });
  });
});
