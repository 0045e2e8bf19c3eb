import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConvzooError } from '@convzoo/core/errors';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { commit, type HubServer, repository, startHubServer } from '../fixtures/hub-server.js';
import { openHub } from './hub.js';

let server: HubServer;
let home: string;
let root: string;

beforeEach(async () => {
  server = await startHubServer();
  home = await mkdtemp(join(tmpdir(), 'convzoo-hub-'));
  root = join(home, 'hub', 'models--convzoo--tiny');
  vi.stubEnv('HF_HOME', home);
  vi.stubEnv('HF_HUB_CACHE', undefined);
  vi.stubEnv('HF_ENDPOINT', `${server.url}/`);
  vi.stubEnv('HF_HUB_OFFLINE', undefined);
  vi.stubEnv('HF_TOKEN', undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server.close();
  await rm(home, { recursive: true });
});

const file = 'model.safetensors';
const large = randomBytes(300_000);
const largeHash = createHash('sha256').update(large).digest('hex');

async function download(name = file, options = {}, sha256?: string): Promise<string> {
  return (await openHub(repository, options)).download(name, sha256);
}

async function blobs(): Promise<string[]> {
  return (await readdir(join(root, 'blobs')).catch(() => [])).sort();
}

async function failure(promise: Promise<unknown>): Promise<ConvzooError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ConvzooError)) throw new Error(`no ConvzooError but ${error}`);
  return error;
}

test('downloads into the layout that Hugging Face clients share', async () => {
  server.files.set(file, large);
  const path = await download();
  expect(path).toBe(join(root, 'snapshots', commit, file));
  expect(await readFile(path)).toEqual(large);
  expect(await readlink(path)).toBe(join('..', '..', 'blobs', largeHash));
  expect(await readFile(join(root, 'refs', 'main'), 'utf8')).toBe(commit);
  expect(await blobs()).toEqual([largeHash]);
});

test('names a small file by its git object id and one in a folder by its path', async () => {
  server.files.set('sub/index.json', Buffer.from('{}'));
  const path = await download('sub/index.json');
  expect(path).toBe(join(root, 'snapshots', commit, 'sub', 'index.json'));
  expect(await readFile(path, 'utf8')).toBe('{}');
  expect(await blobs()).toEqual(['9e26dfeeb6e641a33dae4961196235bdb965b21b']);
});

test('respects HF_HUB_CACHE', async () => {
  vi.stubEnv('HF_HUB_CACHE', join(home, 'elsewhere'));
  server.files.set(file, large);
  expect(await download()).toMatch(join(home, 'elsewhere', 'models--convzoo--tiny'));
});

test('reads the cache the second time, and by commit without asking the hub', async () => {
  server.files.set(file, large);
  await download();
  expect(await download()).toBe(await download());
  expect(server.contentRequests).toHaveLength(1);
  const before = server.requests();
  await download(file, { revision: commit });
  expect(server.requests()).toBe(before);
});

test('lists files', async () => {
  server.files.set('a.json', large).set(file, large);
  expect(await (await openHub(repository)).files()).toEqual(['a.json', file]);
});

test('offline, what is in the cache counts and the network is left alone', async () => {
  server.files.set(file, large);
  const path = await download();
  const before = server.requests();
  vi.stubEnv('HF_HUB_OFFLINE', '1');
  expect(await download()).toBe(path);
  expect(await (await openHub(repository)).files()).toEqual([file]);
  expect(await failure(download('other.bin'))).toMatchObject({ code: 'download-failed' });
  expect((await failure(download('other.bin'))).message).toContain('HF_HUB_OFFLINE');
  expect(server.requests()).toBe(before);
});

test('without a connection, what is in the cache counts', async () => {
  server.files.set(file, large);
  const path = await download();
  const gone = await startHubServer();
  await gone.close();
  vi.stubEnv('HF_ENDPOINT', gone.url);
  expect(await download()).toBe(path);
  const error = await failure(download('other.bin'));
  expect(error.code).toBe('download-failed');
  expect(error.message).toContain('ECONNREFUSED');
});

test('a hub that is out of order is no reason not to read the cache', async () => {
  server.files.set(file, large);
  const path = await download();
  server.behavior.status = 503;
  expect(await download()).toBe(path);
  expect((await failure(download('other.bin'))).message).toContain('HTTP status 503');
});

test('reports progress up to the size', async () => {
  server.files.set(file, large);
  const seen: number[] = [];
  await download(file, {
    onProgress: (progress: { file: string; loaded: number; total: number }) => {
      expect(progress).toMatchObject({ file: `${repository}/${file}`, total: large.length });
      seen.push(progress.loaded);
    },
  });
  expect(seen).toEqual(seen.toSorted((a, b) => a - b));
  expect(seen.at(-1)).toBe(large.length);
});

test('sends the token', async () => {
  server.files.set(file, large);
  server.behavior.token = 'hf_secret';
  const error = await failure(download());
  expect(error.message).toContain('HTTP status 401');
  expect(error.message).toContain('HF_TOKEN');
  vi.stubEnv('HF_TOKEN', 'hf_secret');
  expect(await readFile(await download())).toEqual(large);
});

test('a connection that breaks is taken up again where it broke', async () => {
  server.files.set(file, large);
  server.behavior.cutAfter = 100_000;
  expect(await readFile(await download())).toEqual(large);
  expect(server.contentRequests).toEqual(['', 'bytes=100000-299999', 'bytes=200000-299999']);
});

test('an offer of the chunk store is declined', async () => {
  server.files.set(file, large);
  server.behavior.offersXet = true;
  expect(await readFile(await download())).toEqual(large);
});

test('an answer that ends early is continued', async () => {
  server.files.set(file, large);
  server.behavior.atMost = 120_000;
  expect(await readFile(await download())).toEqual(large);
  expect(server.contentRequests).toEqual(['', 'bytes=120000-299999', 'bytes=240000-299999']);
});

test('a server that cannot continue is not believed', async () => {
  server.files.set(file, large);
  server.behavior.cutAfter = 100_000;
  server.behavior.ignoreRange = true;
  const error = await failure(download());
  expect(error.code).toBe('download-failed');
  server.behavior.cutAfter = null;
  expect(await readFile(await download())).toEqual(large);
  expect(await blobs()).toEqual([largeHash]);
});

test.each([
  [404, 'Check the name'],
  [403, 'accept its terms'],
])('HTTP %i leaves nothing behind', async (status, remedy) => {
  server.behavior.status = status;
  const error = await failure(download());
  expect(error).toMatchObject({
    code: 'download-failed',
    subject: repository,
    found: `HTTP status ${status}`,
  });
  expect(error.message).toContain(remedy);
  expect(await blobs()).toEqual([]);
});

test('a server error that lasts ends the download, and what has arrived is continued', async () => {
  server.files.set(file, large);
  server.behavior.cutAfter = 0;
  expect((await failure(download())).message).toContain('connection');
  expect(await blobs()).toEqual([]);
  server.behavior.cutAfter = null;
  expect(await readFile(await download())).toEqual(large);
});

test('a file that is not there', async () => {
  server.files.set(file, large);
  expect(await failure(download('no.bin'))).toMatchObject({
    subject: `${repository}/no.bin`,
    found: 'HTTP status 404',
  });
});

test.each([
  ['a large file', large, 'f'.repeat(64)],
  ['a small file', Buffer.from('{}'), 'f'.repeat(40)],
])('%s with another hash than stated is not kept', async (_, content, statedHash) => {
  server.files.set(file, content);
  server.behavior.statedHash = statedHash;
  const error = await failure(download());
  expect(error.code).toBe('download-failed');
  expect(error.found).toContain(`instead of ${statedHash}`);
  expect(await blobs()).toEqual([]);
  expect(existsSync(join(root, 'snapshots', commit, file))).toBe(false);
});

test('a stated hash that is no hash cannot name a file', async () => {
  server.files.set(file, large);
  server.behavior.statedHash = '../../../escaped';
  expect((await failure(download())).message).toContain('an answer without a hash');
});

test('a hash that the caller knows is checked, in the cache too', async () => {
  server.files.set(file, large);
  const wrong = '0'.repeat(8);
  expect((await failure(download(file, {}, wrong))).expected).toContain(wrong);
  expect(server.contentRequests).toEqual([]);
  await download(file, {}, largeHash.slice(0, 8));
  expect((await failure(download(file, {}, wrong))).expected).toContain(wrong);
});

test('a damaged beginning is noticed and fetched anew', async () => {
  server.files.set(file, large);
  await mkdir(join(root, 'blobs'), { recursive: true });
  await writeFile(join(root, 'blobs', `${largeHash}.incomplete`), new Uint8Array(1000));
  expect(await readFile(await download())).toEqual(large);
  expect(server.contentRequests).toEqual(['bytes=1000-299999', '']);
  expect(await blobs()).toEqual([largeHash]);
});

test.each([
  ['whole', large.length],
  ['longer than the file', large.length + 5],
])('a beginning that is %s', async (_, length) => {
  server.files.set(file, large);
  await mkdir(join(root, 'blobs'), { recursive: true });
  const beginning = Buffer.concat([large, Buffer.alloc(5)]).subarray(0, length);
  await writeFile(join(root, 'blobs', `${largeHash}.incomplete`), beginning);
  expect(await readFile(await download())).toEqual(large);
  expect(server.contentRequests).toHaveLength(length > large.length ? 1 : 0);
});

test('an abort rejects with its reason and keeps what has arrived', async () => {
  server.files.set(file, large);
  server.behavior.stallAfter = 100_000;
  const controller = new AbortController();
  const reason = new Error('enough');
  const onProgress = ({ loaded }: { loaded: number }) => {
    if (loaded === 100_000) controller.abort(reason);
  };
  await expect(download(file, { signal: controller.signal, onProgress })).rejects.toBe(reason);
  expect(await blobs()).toEqual([`${largeHash}.incomplete`]);
  server.behavior.stallAfter = null;
  expect(await readFile(await download())).toEqual(large);
  expect(server.contentRequests).toEqual(['', 'bytes=100000-299999']);
});

/** Starts a process that downloads the file. `limits` is a bash command that runs before. */
function startDownload(limits = 'true') {
  const loader = new URL('../../../../tools/typescript-loader.mjs', import.meta.url).href;
  const child = fileURLToPath(new URL('../fixtures/download-child.ts', import.meta.url));
  const command = [process.execPath, '--conditions=@convzoo/source', '--import', loader, child, file];
  return spawn('bash', ['-c', `${limits}; exec "$0" "$@"`, ...command]);
}

test('a killed process leaves nothing that looks whole, and the next one continues', async () => {
  server.files.set(file, large);
  server.behavior.stallAfter = 100_000;
  const child = startDownload();
  let output = '';
  for await (const chunk of child.stdout) {
    output += chunk;
    if (output.includes('100000')) break;
  }
  const exited = new Promise((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  child.kill('SIGKILL');
  expect(await exited).toBe('SIGKILL');
  expect(await blobs()).toEqual([
    expect.stringMatching(`^${largeHash}\\.${child.pid}-[\\da-f-]+\\.incomplete$`),
  ]);
  expect(existsSync(join(root, 'snapshots', commit, file))).toBe(false);

  server.behavior.stallAfter = null;
  expect(await readFile(await download())).toEqual(large);
  expect(server.contentRequests).toEqual(['', 'bytes=100000-299999']);
  expect(await blobs()).toEqual([largeHash]);
});

test('two downloads at once do not disturb each other', async () => {
  server.files.set(file, large);
  const paths = await Promise.all([download(), download(), download()]);
  for (const path of paths) expect(await readFile(path)).toEqual(large);
  expect(await blobs()).toEqual([largeHash]);
});

test.runIf(existsSync('/dev/full'))('a full disk is named and leaves nothing behind', async () => {
  server.files.set(file, large);
  await mkdir(join(root, 'blobs'), { recursive: true });
  await symlink('/dev/full', join(root, 'blobs', `${largeHash}.incomplete`));
  const error = await failure(download());
  expect(error).toMatchObject({ code: 'file-error', found: 'a full disk (ENOSPC)' });
  expect(await blobs()).toEqual([]);
});

test('a disk that fills up half-way keeps no half', async () => {
  server.files.set(file, large);
  // A limit on the size of files acts like a full disk: writing fails.
  const child = startDownload('trap "" XFSZ; ulimit -f 100');
  let errors = '';
  child.stdout.resume();
  for await (const chunk of child.stderr) errors += chunk;
  expect(errors).toContain('expected to store a download, found a file beyond the size limit (EFBIG)');
  expect(await blobs()).toEqual([]);
});

test.each(['../escape', '/etc/passwd', 'a/../../b', 'C:\\x', '\\\\host\\share', ''])(
  'a file named %j is refused',
  async (name) => {
    expect(await failure(download(name))).toMatchObject({ code: 'invalid-argument' });
  },
);
