import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { convzoo } from '../fixtures/command.js';

const shapes = fileURLToPath(new URL('../../fixtures/shapes', import.meta.url));

let cache = '';
beforeEach(async () => {
  cache = await mkdtemp(join(tmpdir(), 'convzoo-cache-'));
  vi.stubEnv('CONVZOO_CACHE', join(cache, 'own'));
  vi.stubEnv('HF_HUB_CACHE', join(cache, 'hub'));
  await mkdir(join(cache, 'own/downloads/0123'), { recursive: true });
  await writeFile(join(cache, 'own/downloads/0123/resnet18-f37072fd.pth'), new Uint8Array(1_200_000));
  const repository = join(cache, 'hub/models--timm--resnet50.a1_in1k');
  const commit = 'a'.repeat(40);
  for (const name of ['blobs', 'refs', `snapshots/${commit}`])
    await mkdir(join(repository, name), { recursive: true });
  await writeFile(join(repository, 'refs/main'), commit);
  await writeFile(join(repository, 'blobs/0f'), new Uint8Array(300_000));
  await symlink('../../blobs/0f', join(repository, `snapshots/${commit}/model.safetensors`));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(cache, { recursive: true });
});

const names = async () => {
  const { out } = await convzoo('download', '--list', '--json');
  return JSON.parse(out).map(({ name }: { name: string }) => name);
};

describe('download', () => {
  test('lists what is in the caches', async () => {
    const { out } = await convzoo('download', '--list');
    expect(out).toMatch(/^resnet18-f37072fd\.pth +1\.2 +convzoo$/m);
    expect(out).toMatch(/^timm\/resnet50\.a1_in1k +0\.3 +shared/m);
  });

  test('deletes what is named', async () => {
    const { out } = await convzoo('download', '--clear', 'timm/resnet50.a1_in1k');
    expect(out).toBe('timm/resnet50.a1_in1k: deleted\n');
    expect(await names()).toEqual(['resnet18-f37072fd.pth']);
  });

  test('without a name, leaves alone what other programs use', async () => {
    const { out, err } = await convzoo('download', '--clear');
    expect(out).toBe('resnet18-f37072fd.pth: deleted\n');
    expect(err).toContain('kept 1 in the cache');
    expect(await names()).toEqual(['timm/resnet50.a1_in1k']);
  });

  test('of a model opens it', async () => {
    const { code, out } = await convzoo('download', shapes);
    expect({ code, out }).toEqual({ code: 0, out: `${shapes}: in the cache\n` });
  });

  test.each([
    [[], 'models to download, --list or --clear'],
    [['--list', 'resnet50'], '--list'],
    [['--list', '--clear'], "cannot be used with option '--list'"],
    [['--clear', 'resnet18-f37072fd.pt'], 'Did you mean "resnet18-f37072fd.pth"?'],
    [['resnet5'], 'Did you mean "resnet50"?'],
  ])('%j is misuse', async (args, message) => {
    const { code, out, err } = await convzoo('download', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(message);
  });
});
