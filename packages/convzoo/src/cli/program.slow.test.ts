import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { multiClassHead } from '@convzoo/core';
import { exportOnnx } from '@convzoo/onnx';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { expect, onTestFinished, test } from 'vitest';

const loader = new URL('../../../../tools/typescript-loader.mjs', import.meta.url).href;
const bin = fileURLToPath(new URL('../bin.ts', import.meta.url));
const program = ['--import', loader, '--conditions', '@convzoo/source', '--no-warnings', bin];

test('a reader that has enough of the output ends the command, which is no failure', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-program-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await useRuntime('wasm');
  const classifier = resnet20({ head: multiClassHead(['cat', 'dog', 'cow', 'pig']), width: 0.25 });
  await writeFile(join(folder, 'four.onnx'), await exportOnnx(classifier));
  classifier.dispose();
  const images = join(folder, 'many');
  await mkdir(images);
  const photo = new URL('../../../data/fixtures/chelsea.jpg', import.meta.url);
  for (let i = 0; i < 60; i++) await cp(photo, join(images, `${i}.jpg`));
  const command = ['classify', images, '--model', join(folder, 'four.onnx'), '--batch', '1'];
  const child = spawn(process.execPath, [...program, ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.once('data', () => child.stdout.destroy());
  const [err, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('the program has colors in a pipe where FORCE_COLOR asks for them', () => {
  const { NO_COLOR: _, ...env } = process.env;
  const { stdout, status } = spawnSync(process.execPath, [...program, '--help'], {
    env: { ...env, FORCE_COLOR: '1' },
    encoding: 'utf8',
  });
  expect(status).toBe(0);
  expect(stdout).toContain('\u001b[1mUsage:');
});
