import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { multiClassHead, type Prediction } from '@convzoo/core';
import { decodeImage } from '@convzoo/data';
import { useRuntime } from '@convzoo/runtime';
import { saveWeights } from '@convzoo/weights';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportedBuilder } from '../registry/open-builder.js';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const photo = 'packages/convzoo/fixtures/triangle.png';
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'convzoo-outside-'));
  // What somebody installs is built.
  const built = ['@convzoo/example-mobilenet', 'convzoo'].flatMap((name) => ['--filter', name]);
  execFileSync('pnpm', ['exec', 'turbo', 'run', 'build', ...built], { cwd: root, stdio: 'pipe' });
});
afterAll(() => rm(folder, { recursive: true }));

test('a network of a package’s folder classifies by the command', async () => {
  await useRuntime('cpu');
  const mobilenetV2 = await exportedBuilder(join(root, 'examples/mobilenet'), 'mobilenetV2');
  const network = { width: 0.125, inputShape: [32, 32] } as const;
  const classifier = mobilenetV2({
    ...network,
    head: multiClassHead(3),
    seed: 1,
  });
  const expected = await classifier.classify(await decodeImage(join(root, photo)));
  const weights = join(folder, 'mobilenet.safetensors');
  await saveWeights(weights, await classifier.stateDict());
  classifier.dispose();

  const bin = join(root, 'packages/convzoo/dist/bin.js');
  const options = ['--weights', weights, '--width', '0.125', '--size', '32', '--json'];
  const command = ['classify', photo, '--model', './examples/mobilenet#mobilenetV2', ...options];
  const { stdout } = await promisify(execFile)(process.execPath, [bin, ...command], { cwd: root });
  const [{ predictions }] = JSON.parse(stdout);
  expect(predictions).toHaveLength(3);
  for (const { label, score } of expected) {
    expect(scoreOf(predictions, label), label).toBeCloseTo(score, 4);
  }
});

function scoreOf(predictions: readonly Prediction[], wanted: string): number | undefined {
  return predictions.find(({ label }) => label === wanted)?.score;
}
