import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mnistDigits } from '@convzoo/data';
import { encodePng } from '@convzoo/gradcam/overlay';
import { resnet20 } from '@convzoo/resnet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TaskSettings } from '../accuracy/tasks.js';
import { runSources } from '../fixtures/as-sources.js';
import { measureAccuracy } from './accuracy.js';
import { startEngine } from './engine.js';

const bin = createRequire(import.meta.url)
  .resolve('convzoo/package.json')
  .replace(/package\.json$/, 'src/bin.ts');
const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-save-'));
const photos = join(folder, 'photos');
beforeAll(async () => {
  await startEngine({ runtime: 'wasm', provider: null });
  const { train } = await mnistDigits();
  for (const digit of [3, 8]) {
    mkdirSync(join(photos, `${digit}`), { recursive: true });
    const own = train.samples.filter(({ label }) => label === `${digit}`).slice(0, 40);
    for (const [i, { load }] of own.entries()) {
      const png = await encodePng(await load());
      writeFileSync(join(photos, `${digit}`, `${i}.png`), png);
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

async function evaluateAgain(...args: readonly string[]): Promise<unknown> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [bin, 'evaluate', ...args, '--json', '--quiet', '--runtime', 'wasm'],
    { cwd: folder, env: { ...process.env, NODE_OPTIONS: runSources } },
  );
  return JSON.parse(stdout);
}

const budget = { images: 60, epochs: 2, batchSize: 10 };

/** Where no data are named, the folder names its own. */
test.each<[TaskSettings, string[], string]>([
  [{ name: 'digits', budget }, ['mnist-digits', '--model'], 'test'],
  [{ name: 'digit-scenes', budget }, [], 'test'],
  [{ name: 'one-digit', budget }, [], 'test'],
  [{ name: 'dataset', budget, source: photos }, [photos, '--model'], 'validation'],
])('`convzoo evaluate` measures a saved network again: $name', async (task, data, split) => {
  const save = join(folder, task.name);
  const options = { name: 'resnet20', task, seed: 1, save, report: () => {} };
  const { metrics, loss, testImages } = await measureAccuracy(resnet20, options);
  expect(await evaluateAgain(...data, save)).toMatchObject({
    split: expect.stringContaining(split),
    samples: testImages,
    loss: expect.closeTo(loss, 5),
    metrics,
  });
});
