import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import { networks, runSources } from '../fixtures/as-sources.js';
import { presets } from '../measure/sampling.js';

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

const quickly = ['--runtime', 'cpu', '--time', '1', '--samples', '3'];

test('prints a table and writes the same rows as JSON; a failure among them is a row', async () => {
  const models = `${networks}#tiny,${networks}#throwing`;
  const { code, stdout, stderr } = await run(...quickly, '--models', models, '--json', 'report.json');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^ *tiny +16x8x3 +1 .* cpu +CPU /m);
  expect(stdout).toMatch(/^Failed: throwing \(cpu, batch 1\): this network can not be built$/m);

  const report = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8'));
  expect(report).toEqual({
    specificationVersion: 'v1',
    environment: {
      date: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
      node: process.version,
      os: expect.any(String),
      cpu: expect.any(String),
      cores: expect.any(Number),
      memoryBytes: expect.any(Number),
      loadAverage: expect.any(Number),
      commit: null,
      versions: expect.objectContaining({
        '@convzoo/bench': expect.any(String),
        '@convzoo/core': expect.any(String),
        '@tensorflow/tfjs-core': expect.any(String),
      }),
    },
    sampling: { ...presets.quick.sampling, samples: 3, timeMs: 1 },
    rows: [
      measured('tiny'),
      expect.objectContaining({ model: 'throwing', latencyMs: null, error: expect.any(String) }),
    ],
  });
  expect(readdirSync(folder)).toEqual(['report.json']);
});

/** Every field of a row, by type. */
function measured(model: string): object {
  const number = expect.any(Number);
  return {
    model,
    family: 'resnet',
    runtime: 'cpu',
    device: expect.any(String),
    isGpu: false,
    versions: expect.any(Object),
    passedOver: [],
    batch: 1,
    inputShape: [16, 8, 3],
    parameters: number,
    buffers: number,
    macs: number,
    firstRunMs: number,
    latencyMs: {
      min: number,
      mean: number,
      p50: number,
      p95: number,
      p99: number,
      max: number,
      standardDeviation: number,
    },
    imagesPerSecond: number,
    samples: number,
    peakMemoryBytes: number,
    leakedTensors: 0,
  };
}

test('exit code 1 if no model could be measured', async () => {
  const { code, stdout } = await run(...quickly, '--models', `${networks}#throwing`);
  expect(code).toBe(1);
  expect(stdout).toContain('failed');
});

test('refuses bad arguments in one line, before anything is measured', async () => {
  const { code, stdout, stderr } = await run('--json', join('no', 'such', 'folder.json'));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^no\/such\/folder\.json: expected a file that can be written, found ENOENT.*\n$/);
});

test('an interrupt ends the measuring process too and gives exit code 130', async () => {
  const pidFile = join(folder, 'pid');
  const command = spawn(process.execPath, [bin, '--runtime', 'cpu', '--models', `${networks}#hanging`], {
    env: { ...env, PID_FILE: pidFile },
  });
  const ended = new Promise((resolve) => command.once('close', resolve));
  await vi.waitFor(() => expect(readFileSync(pidFile, 'utf8')).toMatch(/^\d+$/), 30_000);
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(isRunning(pid)).toBe(true);
  command.kill('SIGINT');
  expect(await ended).toBe(130);
  await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 10_000);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
