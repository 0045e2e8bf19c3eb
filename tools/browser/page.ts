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

/** Opens a page that has run a module. `localhost` counts as secure, as WebGPU demands. */
export async function openPage(executablePath: string, options: PageOptions): Promise<ModulePage> {
  const server = await serve(await bundle(options), options);
  let browser: Browser | undefined;
  const close = async (): Promise<void> => {
    await browser?.close();
    server.close();
  };
  try {
    browser = await chromium.launch({ executablePath, args: [...softwareGpu, ...quiet] });
    const page = await browser.newPage();
    const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    await page.goto(`http://localhost:${port}/`);
    await Promise.race([page.waitForFunction('globalThis.tested'), failed]);
    failed.catch(() => {});
    const call: ModulePage['call'] = (name, ...args) =>
      page.evaluate(`tested[${JSON.stringify(name)}](...${JSON.stringify(args)})`);
    return { page, call, close };
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
  return new Map(parts.map((part) => [`/${part.fileName}`, part.type === 'chunk' ? part.code : part.source]));
}

const start = `<!doctype html><script type="module">
  import * as tested from '/bundle.js';
  globalThis.tested = tested;
</script>`;

async function serve(
  files: ReadonlyMap<string, string | Uint8Array>,
  { folders = {}, headers = {} }: PageOptions,
): Promise<Server> {
  const contentOf = async (path: string): Promise<string | Uint8Array | undefined> => {
    if (path === '/') return start;
    const file = files.get(path);
    if (file !== undefined) return file;
    const prefix = Object.keys(folders).find((one) => path.startsWith(one));
    if (prefix === undefined) return undefined;
    return await readFile(join(folders[prefix]!, path.slice(prefix.length))).catch(() => undefined);
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
