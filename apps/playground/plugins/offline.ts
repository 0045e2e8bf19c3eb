import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { Plugin, ResolvedConfig } from 'vite';

/** onnxruntime-web with WebGPU, 27 MB, which a visitor's own ONNX file needs on a GPU: kept once it is fetched. */
const fetchedLater = /(^|\/)ort-[^/]+\.asyncify[^/]*\.wasm$/;

/** Adds a service worker that keeps all files of the page, so that it works without a connection. */
export function offline(): Plugin {
  let config: ResolvedConfig;
  return {
    name: 'offline',
    apply: 'build',
    configResolved: (resolved) => {
      config = resolved;
    },
    closeBundle: () => {
      if (!config.build.write) return;
      const folder = resolve(config.root, config.build.outDir);
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((file) => statSync(join(folder, file)).isFile() && file !== 'sw.js')
        .sort();
      const hash = createHash('sha256');
      for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
      const kept = files.map((file) => file.split(sep).join('/')).filter((file) => !fetchedLater.test(file));
      const template = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8');
      const code = template
        .replace("'VERSION'", JSON.stringify(hash.digest('hex').slice(0, 16)))
        .replace("['FILES']", JSON.stringify(['./', ...kept]));
      writeFileSync(join(folder, 'sw.js'), code);
    },
  };
}
