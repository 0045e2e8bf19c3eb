import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { build as vite } from 'vite';
import { expect, test } from 'vitest';
import { readManifest, root } from '../workspace.ts';

/** Packages that run in pages, whole. */
const packages = [
  'core',
  'runtime',
  'alexnet',
  'vgg',
  'resnet',
  'gradcam',
  'data',
  'train',
  'weights',
  'tfjs-backend-onnxruntime',
  'onnx',
  'convzoo',
];
/** Entry points for Node: files, the hub's cache and uploads, modules by their names. */
const notForPages = /^\.\/(node|hub|module-url)$/;

/** The source of each entry point, as pages get it. */
const entries = packages.flatMap((folder) =>
  Object.entries(readManifest(folder).exports)
    .filter(([path, target]) => !notForPages.test(path) && typeof target !== 'string')
    .map(([, target]) => join(root, 'packages', folder, sourceOf(target))),
);

function sourceOf(target: unknown): string {
  if (typeof target !== 'object' || target === null)
    throw new Error(`no source in ${JSON.stringify(target)}`);
  if ('browser' in target) return sourceOf(target.browser);
  return String(Reflect.get(target, '@convzoo/source'));
}

test('esbuild bundles every entry point for pages', async () => {
  const { errors, warnings } = await esbuild({
    entryPoints: entries,
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@convzoo/source'],
    write: false,
    logLevel: 'silent',
  });
  // Node's modules do not resolve for pages.
  expect([...errors, ...warnings]).toEqual([]);
});

/** They look for Node before they import from it, and their manifests say that pages have no such modules. */
const guarded = /\/(@tensorflow\/tfjs-[\w-]+|seedrandom)\//;

test('Vite bundles every entry point without a module of Node', async () => {
  const builtins: string[] = [];
  const resolveId = (id: string, importer: string | undefined): void => {
    if (isBuiltin(id) && !guarded.test(importer ?? '')) builtins.push(`${id} from ${importer}`);
  };
  await vite({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['@convzoo/source', 'browser', 'import', 'module', 'default'] },
    plugins: [{ name: 'builtins', enforce: 'pre', resolveId }],
    build: { write: false, minify: false, rolldownOptions: { input: entries } },
  });
  expect(builtins).toEqual([]);
});

test('layers register their classes wherever they are imported', async () => {
  const { outputFiles } = await esbuild({
    stdin: {
      contents: "import '@convzoo/core/layers';",
      resolveDir: join(root, 'packages/core'),
    },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@convzoo/source'],
    write: false,
  });
  const registered = Array.from(outputFiles[0]!.text.matchAll(/registerClass\((\w+)\)/g), ([, name]) => name);
  expect(registered).toEqual(
    expect.arrayContaining(['BatchNorm', 'AdaptiveAveragePool', 'LocalResponseNorm']),
  );
});
