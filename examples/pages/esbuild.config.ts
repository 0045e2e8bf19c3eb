// esbuild leaves `new URL('…', import.meta.url)` as it is: the worker is an entry point of its own, and the binaries of
// the wasm backend and of onnxruntime-web are copied to where the scripts look for them.
import { cpSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BuildOptions } from 'esbuild';

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const config: BuildOptions = {
  entryPoints: [folder('src/main.js'), folder('src/worker.js')],
  outdir: folder('dist/esbuild/src'),
  bundle: true,
  splitting: true,
  format: 'esm',
  minify: true,
};

export default config;

/** Run after the build. */
export function copyBinaries(): void {
  const backend = fileURLToPath(import.meta.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  for (const kind of ['', '-simd', '-threaded-simd']) {
    const file = `dist/tfjs-backend-wasm${kind}.wasm`;
    cpSync(
      new URL(file, `file://${backend}`),
      folder(`dist/esbuild/src/@tensorflow/tfjs-backend-wasm/${file}`),
    );
  }
  const binary = 'ort-wasm-simd-threaded.wasm';
  cpSync(
    fileURLToPath(import.meta.resolve(`onnxruntime-web/${binary}`)),
    folder(`dist/esbuild/src/${binary}`),
  );
}
