import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findChromium, openSite, type Site } from '@convzoo/browser-tests';
import { installConvzoo } from '@convzoo/browser-tests/install';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import webpack, { type Configuration } from 'webpack';

const chromium = findChromium();
const example = fileURLToPath(new URL('../', import.meta.url));
const model = join(example, '../../packages/convzoo/fixtures/shapes/model.safetensors');

const page = '<!doctype html><pre id="status"></pre><script type="module" src="./main.js"></script>';
const main = `
  import { pretrained } from 'convzoo';
  const runtime = new URLSearchParams(location.search).get('runtime');
  const say = (text) => { document.getElementById('status').textContent = text; };
  pretrained('./model.safetensors', { runtime }).then(() => say('ready'), (error) => say(error.message));`;

let project: string;

beforeAll(() => {
  // What users install is built.
  execFileSync('pnpm', ['exec', 'turbo', 'run', 'build', '--filter', 'convzoo'], {
    cwd: example,
    stdio: 'pipe',
  });
  project = realpathSync(mkdtempSync(join(tmpdir(), 'convzoo-page-')));
  installConvzoo(project);
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(project, 'main.js'), main);
  writeFileSync(join(project, 'index.html'), page);
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

async function runWebpack(config: Configuration): Promise<void> {
  const compiler = webpack({ mode: 'production', optimization: { minimize: false }, ...config });
  const stats = await promisify(compiler.run.bind(compiler))();
  if (stats?.hasErrors()) throw new Error(stats.toString('errors-only'));
}

/** Without optional engines a bundler may warn, and must build the page. */
const bundlers: Readonly<Record<string, (outDir: string) => Promise<unknown>>> = {
  vite: (outDir) =>
    vite({
      root: project,
      configFile: false,
      logLevel: 'silent',
      base: './',
      build: { outDir, target: 'esnext' },
    }),
  webpack: (path) =>
    runWebpack({ context: project, entry: './main.js', output: { path, publicPath: 'auto' } }),
  esbuild: (outdir) =>
    esbuild({
      entryPoints: [join(project, 'main.js')],
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      logLevel: 'silent',
    }),
};

describe.skipIf(chromium === undefined)('a page of a project without optional packages', () => {
  let site: Site | undefined;

  afterEach(() => site?.close());

  test.each(Object.entries(bundlers))('by %s says how to install an engine', async (bundler, build) => {
    const dist = join(project, 'dist', bundler);
    await build(dist);
    if (bundler !== 'vite') cpSync(join(project, 'index.html'), join(dist, 'index.html'));
    cpSync(model, join(dist, 'model.safetensors'));
    site = await openSite(chromium!, { folders: { '/': dist } });
    const says = async (runtime: string, expected: string): Promise<void> => {
      await site!.page.goto(`${site!.origin}/index.html?runtime=${runtime}`);
      await expect.poll(() => site!.page.textContent('#status'), { timeout: 60_000 }).toBe(expected);
    };
    await says('cpu', 'ready');
    for (const engine of ['webgl', 'webgpu']) {
      const name = `@tensorflow/tfjs-backend-${engine}`;
      await says(
        engine,
        `package ${name}: expected it to be installed, found no such module in this page. ` +
          `Install it with \`npm install ${name}\` and build the page again.`,
      );
    }
  });
});

test('webpack bundles what a server renders, which resolves what createRequire is asked for', async () => {
  await runWebpack({
    context: project,
    entry: './main.js',
    target: 'node20',
    // Next.js leaves it out as well.
    externals: ['sharp'],
    module: { parser: { javascript: { createRequire: true } } },
    output: { path: join(project, 'dist/server') },
  });
});
