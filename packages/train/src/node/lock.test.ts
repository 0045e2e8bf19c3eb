import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockDirectory } from './lock.node.js';

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convzoo-lock-'));
});
afterEach(() => rm(directory, { recursive: true }));

const since = new Date().toISOString();
/** A process that is gone. */
const { pid } = spawnSync(process.execPath, ['--version']);

test('one run at a time uses a directory, and the error says which', async () => {
  const unlock = await lockDirectory(directory);
  await expect(lockDirectory(directory)).rejects.toThrow(
    new RegExp(`found a run of process ${process.pid} on .+ since \\d{4}-\\d{2}-\\d{2}T`),
  );
  await unlock();
  await (await lockDirectory(directory))();
  expect(await readdir(directory)).toEqual([]);
});

test.each([
  ['of a process that is gone', JSON.stringify({ pid, host: hostname(), since })],
  [
    'from before the machine started',
    JSON.stringify({ pid: process.pid, host: hostname(), since: '2001-01-01' }),
  ],
  ['that was cut short', '{"pid":'],
])('a lock %s is taken over', async (_, content) => {
  await writeFile(join(directory, 'run.lock'), content);
  await (await lockDirectory(directory))();
  expect(await readdir(directory)).toEqual([]);
});

test('the lock of another machine is not', async () => {
  await writeFile(join(directory, 'run.lock'), JSON.stringify({ pid, host: 'another-host', since }));
  await expect(lockDirectory(directory)).rejects.toThrow('on another-host since');
});
