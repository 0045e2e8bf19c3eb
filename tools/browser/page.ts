import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { delimiter, extname, join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';

export interface PageOptions {
  /** Path of the module to run, bundled for browsers from the packages' sources. */
  readonly entry: string;
  /** Folders whose files the page may fetch, by the prefix of their URLs: `{ '/wasm/': folder }`. */
  readonly folders?: Readonly<Record<string, string>>;
  /** Headers of every response, such as a content security policy. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default false. */
  readonly minify?: boolean;
}

/** A page in which the exports of a module can be called. */
export interface ModulePage {
  readonly page: Page;
  /** Calls an exported function in the page; arguments and result travel as JSON. */
  call<T>(name: string, ...args: unknown[]): Promise<T>;
  close(): Promise<void>;
}

/** Software drivers, so that webgl and webgpu run on a machine without a GPU too. */
const softwareGpu = ['--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--enable-unsafe-webgpu'];
const quiet = ['--no-first-run', '--disable-background-networking', '--disable-component-update'];

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
};

/**
 * The Chromium that tests run in: what CHROMIUM_PATH names, or one on the PATH. Undefined where there is none, which
 * the console says; on CI that is an error, as tests must not be skipped there.
 */
export function findChromium(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const programs = ['chromium', 'chromium-browser', 'google-chrome'];
  const found =
    process.env.CHROMIUM_PATH ||
    programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(existsSync);
  if (found !== undefined) return found;
  const message = 'No Chromium was found for the browser tests: install chromium, or set CHROMIUM_PATH.';
  if (process.env.CI) throw new Error(message);
  console.warn(`Skipped. ${message}`);
  return undefined;
}

/** Opens a page that has run a module. */
export async function openPage(executablePath: string, options: PageOptions): Promise<ModulePage> {
  const files = await bundle(options);
  const site = await openSite(executablePath, { ...options, files });
  const { page } = site;
  try {
    const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
    await page.goto(`${site.origin}/`);
    await Promise.race([page.waitForFunction('globalThis.tested'), failed]);
    failed.catch(() => {});
    const call: ModulePage['call'] = (name, ...args) =>
      page.evaluate(`tested[${JSON.stringify(name)}](...${JSON.stringify(args)})`);
    return { page, call, close: site.close };
  } catch (error) {
    await site.close();
    throw error;
  }
}

export interface SiteOptions extends Pick<PageOptions, 'folders' | 'headers'> {
  /** Files by the path of their URLs. */
  readonly files?: ReadonlyMap<string, string | Uint8Array>;
}

/** A server on the loopback, and an empty page that may go there. */
export interface Site {
  readonly origin: string;
  readonly page: Page;
  close(): Promise<void>;
}

/** Serves files and starts a browser. `localhost` counts as secure, as WebGPU demands. */
export async function openSite(executablePath: string, options: SiteOptions): Promise<Site> {
  const server = await serve(options);
  const address = server.address();
  const origin = `http://localhost:${typeof address === 'object' ? address?.port : address}`;
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    server.close();
  };
  try {
    browser = await chromium.launch({ executablePath, args: [...softwareGpu, ...quiet] });
    return { origin, page: await browser.newPage(), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The module and what it imports, as files by URL. */
async function bundle({
  entry,
  minify = false,
}: PageOptions): Promise<ReadonlyMap<string, string | Uint8Array>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@convzoo/source', 'browser', 'import', 'module', 'default'] },
    base: './',
    build: {
      write: false,
      target: 'esnext',
      minify,
      assetsInlineLimit: 0,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'bundle.js' },
      },
    },
  });
  const parts = [built].flat().flatMap((result) => ('output' in result ? result.output : []));
  return new Map<string, string | Uint8Array>([
    ['/', start],
    ...parts.map((part) => [`/${part.fileName}`, part.type === 'chunk' ? part.code : part.source] as const),
  ]);
}

const start = `<!doctype html><script type="module">
  import * as tested from '/bundle.js';
  globalThis.tested = tested;
</script>`;

async function serve({ files = new Map(), folders = {}, headers = {} }: SiteOptions): Promise<Server> {
  const contentOf = async (path: string): Promise<string | Uint8Array | undefined> => {
    const file = files.get(path);
    if (file !== undefined) return file;
    for (const [prefix, folder] of Object.entries(folders)) {
      if (!path.startsWith(prefix)) continue;
      const content = await readFile(join(folder, path.slice(prefix.length))).catch(() => undefined);
      if (content !== undefined) return content;
    }
    return undefined;
  };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const content = await contentOf(decodeURIComponent(pathname));
    const type = pathname === '/' ? 'text/html' : types[extname(pathname)];
    if (type !== undefined) response.setHeader('content-type', type);
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    response.writeHead(content === undefined ? 404 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return server;
}
