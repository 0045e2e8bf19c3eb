import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHTML } from 'linkedom';
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

  test('with --explain, each shard has a sheet beside its rows', async () => {
    const out = join(folder, 'explained');
    const model = ['--model', shapes, '--runtime', 'wasm'];
    const submit = ['cluster', 'submit', photos, ...model, ...redis, '--out', out];
    expect(await convzoo(...submit, '--explain', 'gradcan')).toMatchObject({ code: 2 });
    const unknown = await convzoo(...submit, '--explain', 'gradcam', '--class', 'zebra');
    expect(unknown.code).not.toBe(0);
    expect(unknown.err).toContain('zebra');
    const task = ['--explain', 'gradcam,layercam', '--class', 'top2', '--shard-size', '20'];
    expect(await convzoo(...submit, ...task, '--detach')).toMatchObject({ code: 0 });
    const work = ['cluster', 'work', '--allow', shapes, '--runtime', 'wasm', '--once', ...redis];
    expect(await convzoo(...work)).toMatchObject({ code: 0 });
    const files = (await readdir(out)).sort();
    const rows = files.filter((name) => name.endsWith('.jsonl'));
    expect(rows).toHaveLength(2);
    expect(files.filter((name) => name.endsWith('.html'))).toEqual(
      rows.map((name) => name.replace('.jsonl', '.html')),
    );
    const sheet = await readFile(join(out, rows[1]!.replace('.jsonl', '.html')), 'utf8');
    const { document } = parseHTML(sheet);
    const images = (await readFile(join(out, rows[1]!), 'utf8')).split('\n').slice(0, -1);
    expect(images).toHaveLength(12);
    const headings = [...document.querySelectorAll('section h2')].map(({ textContent }) => textContent);
    expect(headings).toEqual([...images.map((line) => basename(JSON.parse(line).image)), 'How it was made']);
    expect(sheet.match(/layercam/g)!.length).toBeGreaterThanOrEqual(24);
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
