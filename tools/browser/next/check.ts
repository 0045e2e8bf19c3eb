// Builds and runs a Next.js application with convzoo in a client component, and then in a route of the server too.
// Not part of the gate: Next.js is 300 MB and builds for a minute.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Page } from 'playwright-core';
import { packageFolders, readManifest, root } from '../../workspace.ts';
import { findChromium } from '../page.ts';

const next = '16.4.6';
const port = 3999;
const fixtures = join(root, 'packages/convzoo/fixtures');
const executablePath = findChromium() ?? process.exit(1);

const project = mkdtempSync(join(tmpdir(), 'convzoo-next-'));
const env = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };

function run(command: string, args: readonly string[], cwd = project): void {
  execFileSync(command, args, { cwd, env, stdio: ['ignore', 2, 2] });
}

function install(): void {
  const packs = join(project, 'packs');
  for (const folder of packageFolders()) {
    if (readManifest(folder).private !== true)
      run('pnpm', ['pack', '--pack-destination', packs], join(root, 'packages', folder));
  }
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const tarballs = readdirSync(packs)
    .filter((name) => !/-(bench|serve)-/.test(name))
    .map((name) => join(packs, name));
  run('npm', [
    'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    `next@${next}`,
    'react',
    'react-dom',
    ...tarballs,
  ]);
}

function addPublicFiles(): void {
  mkdirSync(join(project, 'public'));
  cpSync(join(fixtures, 'shapes/model.safetensors'), join(project, 'public/model.safetensors'));
  cpSync(join(fixtures, 'triangle.png'), join(project, 'public/triangle.png'));
}

const app = fileURLToPath(new URL('app', import.meta.url));
const command = join(project, 'node_modules/next/dist/bin/next');

/** Builds, starts and visits the application. */
async function visit(inspect: (page: Page) => Promise<string | null>): Promise<string | null> {
  run(process.execPath, [command, 'build']);
  const server = spawn(process.execPath, [command, 'start', '--port', String(port)], {
    cwd: project,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const browser = await chromium.launch({ executablePath });
  try {
    for await (const text of server.stdout) if (/ready/i.test(String(text))) break;
    const page = await browser.newPage();
    return await inspect(page);
  } finally {
    await browser.close();
    server.kill();
    await once(server, 'exit');
  }
}

async function classifyInPage(page: Page): Promise<string | null> {
  await page.goto(`http://localhost:${port}/`);
  await page.waitForSelector('#status:text("ready")');
  await page.setInputFiles('#photo', join(fixtures, 'triangle.png'));
  await page.waitForSelector('#status:text("explained")');
  return await page.textContent('#status');
}

async function classifyOnServer(page: Page): Promise<string | null> {
  await page.goto(`http://localhost:${port}/api`);
  return await page.textContent('body');
}

try {
  install();
  addPublicFiles();
  cpSync(app, join(project, 'app'), { recursive: true, filter: (path) => !path.endsWith('api') });
  console.log(`Next.js ${next}, client component, no configuration: ${await visit(classifyInPage)}`);
  cpSync(app, join(project, 'app'), { recursive: true });
  writeFileSync(
    join(project, 'next.config.mjs'),
    "export default { serverExternalPackages: ['convzoo'] };\n",
  );
  console.log(
    `Next.js ${next}, route of the server, serverExternalPackages: ${await visit(classifyOnServer)}`,
  );
} finally {
  rmSync(project, { recursive: true, force: true });
}
