import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { hasRedis, type RedisServer, startRedis } from '../../../cluster/src/fixtures/redis-server.js';
import { type PushServer, startPushServer } from '../../../weights/src/fixtures/push-server.js';
import { type CommandResult, convzoo, runCommand } from '../fixtures/command.js';

// Engines start and are measured in probe.slow.test.ts.
vi.mock('./doctor/probe.js', () => ({ probeEngine: async () => ({ reason: 'not here', missing: true }) }));

const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

let folder = '';
let hub: PushServer;
let redis: RedisServer | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-output-'));
  hub = await startPushServer();
  if (hasRedis) redis = await startRedis(folder);
  vi.stubEnv('CONVZOO_REDIS', redis?.url);
  vi.stubEnv('HF_ENDPOINT', hub.url);
  vi.stubEnv('HF_TOKEN', hub.token);
  vi.stubEnv('HF_HOME', folder);
  vi.stubEnv('CONVZOO_CACHE', folder);
  await cp(fixture('triangle.png'), join(folder, 'data/triangle/1.png'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await hub.close();
  await redis?.kill();
  await rm(folder, { recursive: true });
});

const shapes = ['--model', fixture('shapes'), '--runtime', 'wasm'];
const small = ['--model', 'resnet20', '--width', '0.25', '--size', '16', '--runtime', 'wasm'];

/** A command line of each command. `@name` is a file that it writes. */
const commandLines: readonly (readonly [command: string, ...args: string[]])[] = [
  ['classify', fixture('triangle.png'), ...shapes],
  ['explain', fixture('triangle.png'), ...shapes, '--out', '@explained'],
  ['evaluate', '@../data', ...shapes],
  ['train', fixture('photos'), ...small, '--epochs', '2', '--batch', '2', '--out', '@run'],
  ['export', ...shapes, '--out', '@model.onnx'],
  ['serve', ...shapes, '--port', '0'],
  ['cluster', 'status'],
  ['push', fixture('shapes'), 'me/shapes'],
  ['download', '--list'],
  ['models'],
  ['summary', '--model', 'resnet20'],
  ['doctor'],
  ['completions', 'bash'],
];

/** Those that can run here. */
const runnable = commandLines.filter(([name]) => hasRedis || name !== 'cluster');

/** Those that print a line of JSON whenever something is known, rather than one document. */
const streaming = ['train', 'serve'];

/** Runs a command line on a terminal; a server ends as soon as it has said where it is. */
function onTerminal(...args: readonly string[]): Promise<CommandResult> {
  const controller = new AbortController();
  const out = (text: string): void => {
    if (args[0] === 'serve' && text.includes('http')) controller.abort();
  };
  return runCommand(args, { interactive: true, signal: controller.signal }, out);
}

const inFolder = (label: string, args: readonly string[]): string[] =>
  args.map((arg) => (arg.startsWith('@') ? join(folder, label, arg.slice(1)) : arg));

test('the table has every command', async () => {
  const { out } = await convzoo('completions', 'fish');
  const names = [...out.matchAll(/-n __fish_use_subcommand -a (\S+)/g)].map(([, name]) => name);
  expect(commandLines.map(([name]) => name)).toEqual(names);
});

test.each(runnable)('convzoo %s --json prints JSON and nothing else', async (name, ...args) => {
  const { code, out, err } = await onTerminal(name, ...inFolder('json', args), '--json');
  expect(code, err).toBe(0);
  expect(err).not.toContain('Next');
  if (streaming.includes(name)) {
    expect(out).toMatch(/\n$/);
    for (const line of out.trimEnd().split('\n')) expect(JSON.parse(line)).toBeTypeOf('object');
  } else {
    expect(JSON.parse(out)).toBeTypeOf('object');
  }
});

test.each(runnable)('convzoo %s --quiet prints results alone', async (name, ...args) => {
  const { code, out, err } = await onTerminal(name, ...inFolder('quiet', args), '--quiet');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  if (name !== 'download') expect(out).not.toBe('');
});

test('training prints each epoch, then what came of it', async () => {
  const args = ['--epochs', '2', '--batch', '2', '--out', join(folder, 'lines')];
  const { out } = await convzoo('train', fixture('photos'), ...small, ...args, '--json');
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toEqual([
    expect.objectContaining({ type: 'epoch', epoch: 0, loss: expect.any(Number), best: expect.any(Boolean) }),
    expect.objectContaining({ type: 'epoch', epoch: 1 }),
    expect.objectContaining({
      type: 'result',
      ended: 'finished',
      metrics: expect.objectContaining({ accuracy: expect.any(Number) }),
      report: join(folder, 'lines', 'report.html'),
    }),
  ]);
});
