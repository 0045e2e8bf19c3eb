/**
 * Bundles the page that measures: its program, and what networks import, each under its own name in an import map,
 * so that networks of other packages run in the page, on the same copy of TensorFlow.js.
 *
 * Usage: node tools/bundle-page.mjs [FOLDER] [--source]
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What the page or a network may import by name. */
const modules = [
  '@convzoo/alexnet',
  '@convzoo/core',
  '@convzoo/core/layers',
  '@convzoo/resnet',
  '@convzoo/vgg',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
];
const fileOf = (name) => name.replace('@', '').replaceAll('/', '-');

/** Bundles into `folder`; `source` takes the workspace's TypeScript sources, as tests do. */
export async function bundlePage(folder, { source = false } = {}) {
  const input = {
    main: fileURLToPath(new URL('../src/browser/page-main.ts', import.meta.url)),
    ...Object.fromEntries(modules.map((name) => [fileOf(name), name])),
  };
  await build({
    root,
    base: '/page/',
    configFile: false,
    logLevel: 'error',
    resolve: {
      conditions: [...(source ? ['@convzoo/source'] : []), 'browser', 'import', 'module', 'default'],
    },
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      minify: false,
      modulePreload: false,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input,
        // An engine and a format that the page does not measure, of megabytes.
        external: /^(onnxruntime-web|h5wasm)/,
        preserveEntrySignatures: 'strict',
        output: {
          // Names stay: TF.js's wasm backend starts its threads with the source text of its functions.
          minify: { compress: false, mangle: false, codegen: true },
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  });
  const imports = Object.fromEntries(modules.map((name) => [name, `/page/${fileOf(name)}.js`]));
  writeFileSync(join(folder, 'importmap.json'), JSON.stringify({ imports }));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder = join(root, 'dist/page-bundle')] = process.argv.slice(2).filter((arg) => arg !== '--source');
  await bundlePage(folder, { source: process.argv.includes('--source') });
}
