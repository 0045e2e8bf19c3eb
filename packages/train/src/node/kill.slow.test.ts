import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomNumbers } from '@convzoo/core/random';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listCheckpoints } from './checkpoints.node.js';
import { readJsonLines } from './json-lines.node.js';

const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));

let root = '';
let whole = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'convzoo-kill-'));
  whole = join(root, 'whole');
  expect(await runChild(whole)).toBe(0);
});
afterAll(() => rm(root, { recursive: true }));

/** Runs the training in a process, which `act` may end, to its exit code or signal. */
async function runChild(
  directory: string,
  act: (end: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<number | NodeJS.Signals> {
  const loader = new URL('../../../../tools/typescript-loader.mjs', import.meta.url).href;
  const options = ['--import', loader, '--conditions', '@convzoo/source', '--no-warnings'];
  const child = spawn(process.execPath, [...options, fixture('train-child.ts'), directory], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let errors = '';
  child.stderr.on('data', (text) => {
    errors += text;
  });
  act((signal) => child.kill(signal));
  return await new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (code === 1) reject(new Error(errors));
      else resolve(signal ?? code ?? -1);
    });
  });
}

/** Calls back once so many lines are in a run's log. */
function whenLogged(directory: string, lines: number, done: () => void): void {
  const log = join(directory, 'log.jsonl');
  const timer = setInterval(() => {
    const ready = existsSync(log) && readJsonLines(log).length >= lines;
    if (!ready) return;
    clearInterval(timer);
    done();
  }, 1);
}

async function filesOf(checkpoint: string): Promise<Record<string, string>> {
  const names = await readdir(checkpoint);
  const contents = await Promise.all(
    names.map(async (name) => [name, (await readFile(join(checkpoint, name))).toString('base64')] as const),
  );
  return Object.fromEntries(contents.filter(([name]) => name.endsWith('.safetensors')));
}

/** What does not depend on the clock. */
const withoutTimes = (directory: string) =>
  readJsonLines(join(directory, 'log.jsonl')).map(({ seconds: _, dataSeconds: __, ...entry }) => entry);

const kills = 20;

test(`a run that is killed ${kills} times ends with the same weights, bit by bit, and the same log`, async () => {
  const directory = join(root, 'killed');
  const random = randomNumbers('kills');
  let killed = 0;
  for (let attempt = 0; killed < kills && attempt < 3 * kills; attempt++) {
    const before = existsSync(join(directory, 'log.jsonl')) ? withoutTimes(directory).length : 0;
    // Somewhere in the next few steps; a checkpoint comes every third, so there is progress in the long run.
    const lines = before + Math.floor(random() * 5) + 1;
    const delay = random() * 30;
    const ended = await runChild(directory, (end) =>
      whenLogged(directory, Math.min(lines, 79), () => setTimeout(() => end('SIGKILL'), delay)),
    );
    if (ended === 0) break;
    expect(ended).toBe('SIGKILL');
    killed++;
  }
  expect(await runChild(directory)).toBe(0);
  console.log(`killed ${killed} times`);
  expect(killed).toBe(kills);
  const [expected, found] = await Promise.all(
    [whole, directory].map(async (run) => filesOf((await listCheckpoints(join(run, 'checkpoints')))[0]!)),
  );
  expect(Object.keys(found!)).toEqual(['ema.safetensors', 'model.safetensors', 'optimizer.safetensors']);
  expect(found).toEqual(expected);
  expect(await readFile(join(directory, 'model.safetensors'))).toEqual(
    await readFile(join(whole, 'model.safetensors')),
  );
  expect(withoutTimes(directory)).toEqual(withoutTimes(whole));
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)(
  '%s finishes the step, saves and exits with %i; the run can be resumed',
  async (signal, exitCode) => {
    const directory = join(root, signal);
    const code = await runChild(directory, (end) => whenLogged(directory, 4, () => end(signal)));
    expect(code).toBe(exitCode);
    const steps = withoutTimes(directory).filter(({ type }) => type === 'step');
    const [latest] = await listCheckpoints(join(directory, 'checkpoints'));
    expect(latest).toContain(`step-${String(steps.length).padStart(9, '0')}`);
    expect(await runChild(directory)).toBe(0);
    expect(withoutTimes(directory)).toEqual(withoutTimes(whole));
  },
);
