import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, extname, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConvzooError } from '@convzoo/core/errors';

/** What `tools/bundle-page.mjs` builds into the package. */
const builtPage = fileURLToPath(new URL('../page-bundle', import.meta.url));

export interface PageServer {
  readonly url: string;
  /** URL under which the page can import a file's module. */
  readonly urlOf: (module: string) => string;
  close(): void;
}

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/** With these a page may use threads, and its clock has a resolution of microseconds. */
const isolation = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

/**
 * Serves the page that measures, on the loopback: its scripts, and the files beside the module of an outside
 * network. `localhost` counts as secure, as WebGPU demands.
 */
export async function servePage(pageFolder: string = builtPage): Promise<PageServer> {
  if (!existsSync(join(pageFolder, 'importmap.json'))) {
    throw new ConvzooError('file-error', {
      subject: pageFolder,
      expected: 'the scripts of the page that measures',
      found: 'none',
      remedy: 'Build the package: pnpm run build.',
    });
  }
  const folders = new Map([['page', pageFolder]]);
  const importMap = await readFile(join(pageFolder, 'importmap.json'), 'utf8');
  const start =
    '<!doctype html><meta charset="utf-8"><title>convzoo-bench</title>' +
    `<script type="importmap">${importMap}</script>` +
    '<script type="module">import { perform } from "/page/main.js"; globalThis.perform = perform;</script>';
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const content = pathname === '/' ? start : await contentOf(folders, decodeURIComponent(pathname));
    const type = pathname === '/' ? 'text/html' : types[extname(pathname)];
    response.writeHead(content === undefined ? 404 : 200, {
      ...isolation,
      ...(type === undefined ? {} : { 'content-type': type }),
    });
    response.end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://localhost:${port}/`,
    urlOf: (module) => {
      if (!module.startsWith('file:')) return module;
      const path = fileURLToPath(module);
      const folder = packageFolder(path);
      folders.set('outside', folder);
      return `/outside/${path.slice(folder.length + 1).replaceAll(sep, '/')}`;
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A file of one of the folders; undefined for anything outside of them. */
async function contentOf(folders: ReadonlyMap<string, string>, path: string): Promise<Buffer | undefined> {
  const [, name = '', ...rest] = path.split('/');
  const folder = folders.get(name);
  if (folder === undefined) return undefined;
  const file = normalize(join(folder, ...rest));
  return file.startsWith(folder + sep) ? await readFile(file).catch(() => undefined) : undefined;
}

/** The folder of the package that a file belongs to, whose other files it may import; its own if there is none. */
function packageFolder(path: string): string {
  for (let folder = dirname(path); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
  }
  return dirname(path);
}
