import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findChromium, openSite, type Site } from '@convzoo/browser-tests';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import esbuildConfig, { copyBinaries } from '../esbuild.config.js';
import viteConfig from '../vite.config.js';
import webpackConfig from '../webpack.config.js';

const chromium = findChromium();
const example = fileURLToPath(new URL('../', import.meta.url));
const fixtures = fileURLToPath(new URL('../../../packages/convzoo/fixtures/', import.meta.url));
const photos = (label: string): string[] =>
  readdirSync(join(fixtures, 'photos', label)).map((name) => join(fixtures, 'photos', label, name));

/** Builds the page as each bundler's own command does; webpack without minifying, which takes it minutes. */
const bundlers: Readonly<Record<string, () => Promise<unknown>>> = {
  vite: () => vite({ ...viteConfig, configFile: false, logLevel: 'error' }),
  webpack: async () => {
    const compiler = webpack({ ...webpackConfig, optimization: { minimize: false } });
    const stats = await promisify(compiler.run.bind(compiler))();
    if (stats?.hasErrors()) throw new Error(stats.toString('errors-only'));
  },
  esbuild: async () => {
    await esbuild({ ...esbuildConfig, logLevel: 'error' });
    copyBinaries();
  },
};

const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};
const strict = {
  'content-security-policy': "default-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval'",
};

describe.skipIf(chromium === undefined)('a bundled page', () => {
  let site: Site | undefined;

  beforeAll(() => {
    // What users install is built.
    execFileSync('pnpm', ['exec', 'turbo', 'run', 'build', '--filter', 'convzoo'], {
      cwd: example,
      stdio: 'pipe',
    });
  });
  afterEach(() => site?.close());

  /** Opens the page and waits for its model. */
  async function open(
    bundler: string,
    runtime: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Site> {
    const folders = { '/src/': join(example, 'dist', bundler, 'src'), '/': join(example, 'dist', bundler) };
    const shared = {
      '/index.html': join(example, 'index.html'),
      '/model.safetensors': join(fixtures, 'shapes/model.safetensors'),
    };
    site = await openSite(chromium!, { folders: { ...folders, ...shared }, headers });
    await site.page.goto(`${site.origin}/index.html?runtime=${runtime}`);
    await says(site, /^ready$/);
    return site;
  }

  async function says({ page }: Site, expected: RegExp): Promise<void> {
    await expect.poll(() => page.textContent('#status'), { timeout: 60_000 }).toMatch(expected);
  }

  /** Chooses a photo, and waits for its explanation; the first label that the page lists. */
  async function classify(opened: Site, photo: string, label: string): Promise<string | null> {
    await opened.page.setInputFiles('#photo', join(fixtures, photo));
    await says(opened, new RegExp(`^gradcam: ${label}$`));
    return await opened.page.textContent('#labels li');
  }

  test.each(Object.keys(bundlers))(
    'by %s classifies, explains, learns, and works in a worker',
    async (bundler) => {
      await bundlers[bundler]!();
      const opened = await open(bundler, 'wasm', strict);
      const { page } = opened;
      expect(await classify(opened, 'triangle.png', 'triangle')).toBe('triangle 99.4 %');
      expect(await page.evaluate("document.getElementById('map').width")).toBe(32);
      await page.check('#worker');
      expect(await classify(opened, 'disc-and-square.png', 'square')).toBe('square 100.0 %');

      await page.setInputFiles('#first-photos', photos('cross'));
      await page.setInputFiles('#second-photos', photos('ring'));
      await page.click('#teach');
      await says(opened, /^taught: cross, ring$/);
      expect(await page.getAttribute('#download a', 'href')).toMatch(/^blob:/);
    },
  );

  test.each(Object.keys(bundlers))('by %s runs on onnxruntime-web, in a worker too', async (bundler) => {
    const opened = await open(bundler, 'onnxruntime-web', strict);
    expect(await classify(opened, 'triangle.png', 'triangle')).toBe('triangle 99.4 %');
    await opened.page.check('#worker');
    expect(await classify(opened, 'disc-and-square.png', 'square')).toBe('square 100.0 %');
  });

  test.each(['webgl', 'webgpu'])('by vite runs on %s', async (runtime) => {
    expect(await classify(await open('vite', runtime), 'triangle.png', 'triangle')).toMatch(/^triangle 99/);
  });

  test('by vite runs isolated from other origins', async () => {
    const opened = await open('vite', 'wasm', isolated);
    expect(await classify(opened, 'triangle.png', 'triangle')).toBe('triangle 99.4 %');
  });
});
