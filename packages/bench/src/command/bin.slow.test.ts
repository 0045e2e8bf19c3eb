import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import { networks, runSources } from '../fixtures/as-sources.js';

const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
const env = { ...process.env, NODE_OPTIONS: runSources };
const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  code: number | string | null | undefined;
  stdout: string;
  stderr: string;
}

function run(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [bin, ...args], { env, cwd: folder }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

const quickly = ['--runtime', 'cpu', '--time', '1ms', '--samples', '6'];

test('measures, resumes, converts and compares', async () => {
  const models = `${networks}#tiny,${networks}#throwing`;
  const files = [
    '--json',
    'report.json',
    '--csv',
    'rows.csv',
    '--markdown',
    'tables.md',
    '--html',
    'page.html',
  ];
  const first = await run(...quickly, '--only', 'inference', '--models', models, ...files);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(
    /^Charts will be in file:.*page\.html\ntiny, inference \(cpu, batch 1\): [\d.]+ images\/s\nthrowing,.* failed: /,
  );
  expect(first.stdout).toMatch(/^Charts: file:.*page\.html\n\n/);
  expect(first.stdout).toMatch(/^tiny +16x8x3 +1 +cpu +float32 +CPU /m);
  expect(first.stdout).toMatch(
    /^Failed: throwing, inference \(cpu, batch 1\): this network cannot be built$/m,
  );
  expect(readdirSync(folder).sort()).toEqual(['page.html', 'report.json', 'rows.csv', 'tables.md']);
  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(report).toMatchObject({
    schema: 'convzoo-bench/2',
    environment: { node: process.version, machine: { commit: null } },
    thoroughness: { preset: 'quick', sampling: { samples: 6, timeMs: 1 }, rounds: 1 },
    rows: [
      { model: 'tiny', samples: expect.any(Number), rounds: [{ leakedTensors: 0 }] },
      { model: 'throwing', error: 'this network cannot be built' },
    ],
    peaks: { cpu: { macsPerSecond: expect.any(Number) } },
  });

  const resumed = await run(
    ...quickly,
    ...['--only', 'inference', '--rounds', '2', '--models', `${networks}#tiny`, '--resume', 'report.json'],
  );
  expect(resumed.code).toBe(0);
  const longer = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(longer.rows.map(({ rounds }: { rounds: unknown[] }) => rounds.length)).toEqual([2]);
  expect(longer.rows[0].rounds[0]).toEqual(report.rows[0].rounds[0]);

  const converted = await run('report', 'report.json', '--markdown', 'again.md');
  expect(converted.code).toBe(0);
  expect(readFileSync(join(folder, 'again.md'), 'utf8')).toContain('### Inference');

  const same = await run('compare', 'report.json', 'report.json', '--fail-over', '5%');
  expect(same.code).toBe(0);
  expect(same.stdout).toContain('0 of 1 rows are worse by more than 5%.');
});

test('exit code 1 if no model could be measured', async () => {
  const { code, stdout } = await run(...quickly, '--only', 'inference', '--models', `${networks}#throwing`);
  expect(code).toBe(1);
  expect(stdout).toContain('failed');
});

test.each<[string[], number, RegExp]>([
  [['--json', join('no', 'such', 'folder.json')], 1, /no\/such\/folder\.json: expected a file that can be/],
  [['--columns', 'modell'], 2, /Did you mean "model"\?/],
  [['--models', `${networks}#nothing`, '--only', 'inference'], 2, /found no such export/],
  [['--modles', 'vgg11'], 2, /unknown option '--modles'\n\(Did you mean --models\?\)/],
  [['--models', 'vgg17'], 2, /Did you mean "vgg1/],
  [['comapre', 'a.json', 'b.json'], 2, /found "comapre"\. Did you mean "compare"\?/],
  [['report', 'a.json', 'stray'], 2, /too many arguments/],
  [
    ['--dataset', 'no-such-folder', '--models', 'resnet20'],
    1,
    /no-such-folder: expected a directory, a manifest/,
  ],
  [['compare', 'one.json'], 2, /missing required argument 'after'/],
  [['study', 'degradaton'], 2, /Did you mean "degradation"\?/],
  [['study', 'heads', '--budget', '0'], 2, /--budget: expected a number above 0/],
  [['study', 'heads', '--budget', '1', '--quick'], 2, /expected either --budget or --quick/],
  [['study', 'heads', '--seed', '-1'], 2, /--seed: expected a whole number/],
  [['study', 'heads', '--runtime', 'compiled'], 2, /expected a runtime of TF\.js/],
  [
    ['study', 'heads', '--out', join('report.json', 'in-a-file')],
    1,
    /expected a folder that can be written to/,
  ],
  [['--resume', 'none.json'], 1, /none\.json: expected a file that convzoo-bench --json wrote/],
])('%j is refused before anything is measured', async (args, expected, message) => {
  const { code, stdout, stderr } = await run(...args);
  expect({ code, stdout }).toEqual({ code: expected, stdout: '' });
  expect(stderr).toMatch(message);
});

test('studies are listed, run, and written whole', async () => {
  const list = await run('study');
  expect(list).toMatchObject({ code: 0, stderr: '' });
  expect(list.stdout).toMatch(/^receptive-field +Three 3x3 convolutions/);

  const flags = ['--budget', '0.01', '--runtime', 'onnxruntime', '--out', 'found'];
  const { code, stdout, stderr } = await run('study', 'receptive-field', ...flags);
  expect(code).toBe(0);
  expect(stderr).toMatch(/^receptive-field: Three 3x3 convolutions/);
  expect(stdout).toMatch(/^Stacked convolutions of C channels/);
  expect(readdirSync(join(folder, 'found')).sort()).toEqual(
    ['json', 'md', 'svg'].map((extension) => `receptive-field.${extension}`),
  );
  expect(JSON.parse(readFileSync(join(folder, 'found', 'receptive-field.json'), 'utf8'))).toMatchObject({
    schema: 'convzoo-study/1',
    command: 'pnpm bench study receptive-field --budget 0.01 --runtime onnxruntime',
    runtime: 'onnxruntime',
    data: { stacks: [{ weights: 49 * 16 ** 2 }, { weights: 27 * 16 ** 2 }] },
  });
});

test('an interrupted study writes nothing and exits with 130', async () => {
  const args = [
    'study',
    'degradation',
    '--budget',
    '0.05',
    '--runtime',
    'onnxruntime',
    '--out',
    'interrupted',
  ];
  const command = spawn(process.execPath, [bin, ...args], { env, cwd: folder });
  onTestFinished(() => void command.kill('SIGKILL'));
  const ended = new Promise((resolve) => command.once('close', resolve));
  await new Promise((resolve) => command.stderr.once('data', resolve));
  command.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(readdirSync(join(folder, 'interrupted'))).toEqual([]);
});

test('an interrupt ends the measuring process too, keeps what there is, and exits with 130', async () => {
  const pidFile = join(folder, 'pid');
  const args = ['--runtime', 'cpu', '--only', 'inference', '--models', `${networks}#hanging`];
  const command = spawn(process.execPath, [bin, ...args, '--json', 'interrupted.json'], {
    env: { ...env, PID_FILE: pidFile },
    cwd: folder,
  });
  const ended = new Promise((resolve) => command.once('close', resolve));
  await vi.waitFor(() => expect(readFileSync(pidFile, 'utf8')).toMatch(/^\d+$/), 120_000);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(isRunning(pid)).toBe(true);
  command.kill('SIGINT');
  expect(await ended).toBe(130);
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 10_000);
  expect(JSON.parse(readFileSync(join(folder, 'interrupted.json'), 'utf8')).rows).toEqual([]);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
