import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodePng } from '@convzoo/gradcam/overlay';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { networks } from '../fixtures/as-sources.js';
import { checkInput, parseColumns } from './check-input.js';
import { type Flags, settingsOf } from './settings.js';

const photos = mkdtempSync(join(tmpdir(), 'convzoo-bench-input-'));
beforeAll(() => {
  for (const name of ['hen', 'tench']) {
    mkdirSync(join(photos, name));
    const picture = { data: new Uint8Array(12), width: 2, height: 2, channels: 3 as const };
    writeFileSync(join(photos, name, '0.png'), encodePng(picture));
  }
});
afterAll(() => rmSync(photos, { recursive: true }));

const check = (flags: Partial<Flags>): Promise<void> =>
  checkInput(
    settingsOf({ preset: 'quick', models: 'resnet50', runtime: 'auto', precision: 'float32', ...flags }),
  );

test('columns by their titles, whatever the case', () => {
  expect(parseColumns('model, P50 ms,images/s')).toEqual(['model', 'p50 ms', 'images/s']);
  expect(() => parseColumns('modell')).toThrow(/--columns: expected task, model.* Did you mean "model"\?/);
});

test('a network that a module does not export', async () => {
  await expect(check({ models: `${networks}#nothing`, only: 'inference' })).rejects.toThrow(
    /expected nothing to be a builder of classifiers, found no such export/,
  );
  await check({ models: `${networks}#tiny`, only: 'inference' });
});

test('weights that no network has, unless they are a file or a repository', async () => {
  const given = (weights: string) => check({ dataset: photos, weights, only: 'accuracy' });
  await expect(given('imagenet1k_v9')).rejects.toThrow(/"imagenet1k_v9"\. Did you mean "imagenet1k_v\d"\?/);
  await given('imagenet1k_v1');
  await given('someone/some-net');
});

test('data that cannot be read', async () => {
  await expect(check({ dataset: `${photos}/none`, only: 'accuracy' })).rejects.toThrow(/none: expected/);
});
