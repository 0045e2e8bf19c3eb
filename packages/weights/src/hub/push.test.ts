import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type PushServer, startPushServer } from '../fixtures/push-server.js';
import { type PushOptions, pushFiles } from './push.js';
import type { UploadProgress } from './upload-request.js';

let server: PushServer;
let home = '';

beforeEach(async () => {
  server = await startPushServer();
  home = await mkdtemp(join(tmpdir(), 'convzoo-push-'));
  vi.stubEnv('HF_ENDPOINT', server.url);
  vi.stubEnv('HF_HOME', home);
  vi.stubEnv('HF_TOKEN', server.token);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(home, { recursive: true });
});

const repository = 'me/pets';
const weights = Uint8Array.from(randomBytes(600_000));
const card = new TextEncoder().encode('# Pets\n');
const files = [
  { path: 'README.md', content: card },
  { path: 'model.safetensors', content: weights },
];
const push = (options: PushOptions = {}) => pushFiles(repository, files, options);
const uploads = () => server.seen.filter(({ host }) => host === 'storage');

describe('a push', () => {
  test('makes the repository and puts all files into one commit', async () => {
    expect(await push({ isPrivate: true, message: 'First weights' })).toEqual({
      url: `${server.url}/${repository}`,
      created: true,
      commit: 'c'.repeat(40),
    });
    expect(server.repositories.get(repository)).toEqual({ visibility: 'private' });
    expect(server.commits).toEqual([{ repository, branch: 'main', summary: 'First weights' }]);
    expect(Buffer.from(server.files.get('me/pets/model.safetensors')!)).toEqual(Buffer.from(weights));
    expect(Buffer.from(server.files.get('me/pets/README.md')!)).toEqual(Buffer.from(card));
  });

  test('into a repository that exists adds a commit', async () => {
    await push();
    expect(await push({ branch: 'next' })).toMatchObject({ created: false });
    expect(server.commits.map(({ branch }) => branch)).toEqual(['main', 'next']);
  });

  test('sends the token to the hub alone', async () => {
    server.behavior.partBytes = 250_000;
    await push();
    const byHost = (name: string) => server.seen.filter(({ host }) => host === name);
    expect(byHost('hub').every(({ authorization }) => authorization === `Bearer ${server.token}`)).toBe(true);
    expect(byHost('storage')).toHaveLength(4);
    expect(byHost('storage').every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test('uploads in parts where the hub asks for them', async () => {
    server.behavior.partBytes = 250_000;
    await push();
    expect(uploads().map(({ method, bytes }) => [method, bytes])).toEqual(
      expect.arrayContaining([
        ['PUT', 250_000],
        ['PUT', 100_000],
      ]),
    );
    expect(Buffer.from(server.files.get('me/pets/model.safetensors')!)).toEqual(Buffer.from(weights));
  });

  test('reports what has been sent of the weights', async () => {
    const seen: UploadProgress[] = [];
    await push({ onProgress: (progress) => seen.push(progress) });
    expect(seen.every(({ file, total }) => file === 'model.safetensors' && total === weights.length)).toBe(
      true,
    );
    expect(seen.map(({ sent }) => sent)).toEqual([262_144, 524_288, 600_000]);
  });

  test('that broke off after the upload does not send the weights again', async () => {
    server.behavior.refuse = { path: '/commit/', status: 500 };
    await expect(push()).rejects.toMatchObject({ code: 'upload-failed' });
    expect(uploads()).toHaveLength(1);
    delete server.behavior.refuse;
    await push();
    expect(uploads()).toHaveLength(1);
    expect(server.commits).toHaveLength(1);
  });

  test('stops when it is aborted', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const onProgress = () => controller.abort(reason);
    await expect(push({ signal: controller.signal, onProgress })).rejects.toBe(reason);
    expect(server.commits).toEqual([]);
  });

  test('takes the token that a login has stored', async () => {
    vi.stubEnv('HF_TOKEN', '');
    await writeFile(join(home, 'token'), `${server.token}\n`);
    await push();
    expect(server.commits).toHaveLength(1);
  });
});

describe('what is refused', () => {
  test.each(['pets', 'a/b/c', '../x', 'me/', 'me/a b'])('the name %j', async (name) => {
    await expect(pushFiles(name, files)).rejects.toMatchObject({ code: 'invalid-argument' });
    expect(server.seen).toEqual([]);
  });

  test('nothing is sent without a token', async () => {
    vi.stubEnv('HF_TOKEN', '');
    await expect(push()).rejects.toThrow('set HF_TOKEN');
    expect(server.seen).toEqual([]);
  });

  test.each([
    [401, 'valid'],
    [403, 'may write'],
    [503, 'Push again'],
  ])('HTTP %i says what to do', async (status, remedy) => {
    server.behavior.refuse = { path: '/repos/create', status };
    await expect(push()).rejects.toThrow(remedy);
    await expect(push()).rejects.toThrow(`HTTP status ${status}`);
  });

  test('a hub that cannot be reached', async () => {
    const gone = await startPushServer();
    await gone.close();
    vi.stubEnv('HF_ENDPOINT', gone.url);
    await expect(push()).rejects.toMatchObject({
      code: 'upload-failed',
      found: expect.stringContaining('ECONNREFUSED'),
    });
  });

  test('an error never shows the token', async () => {
    server.behavior.refuse = { path: '/preupload/', status: 403 };
    const error = await push().catch((reason: unknown) => reason);
    expect(`${error} ${JSON.stringify(error)}`).not.toContain(server.token);
  });
});
