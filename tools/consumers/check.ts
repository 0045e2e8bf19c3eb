// Packs every public package, installs the tarballs with plain npm outside the workspace, compiles the
// programs of this folder against them and runs these on each version of Node that is supported.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { binaries, packageFolders, readManifest, root } from '../workspace.ts';

/** The oldest Node that package.json's `engines` promise, and the newer lines. */
const nodeVersions = ['20.19', '22', '24'];

// What a user installs besides; tsc is the workspace's own.
const peers = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu'].map((name) => `@tensorflow/${name}@4.22.0`);

const consumer = realpathSync(mkdtempSync(join(tmpdir(), 'convzoo-consumer-')));
const tarballs = join(consumer, 'tarballs');
const folders = packageFolders().filter((folder) => readManifest(folder).private !== true);

function run(command: string, args: readonly string[], cwd: string = consumer): string {
  return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Runs a program on a version of Node that npm brings. */
function runOn(version: string, args: readonly string[]): string {
  const node = `node-${process.platform.replace('win32', 'win')}-${process.arch}@${version}`;
  return run('npm', ['exec', '--yes', '--loglevel=error', `--package=${node}`, '--', 'node', ...args]);
}

function pack(): string[] {
  const filters = folders.map((folder) => `--filter=./packages/${folder}`);
  run('pnpm', ['-r', ...filters, 'pack', '--pack-destination', tarballs], root);
  return readdirSync(tarballs).map((name) => join(tarballs, name));
}

/** A tarball holds what users need and nothing of the workspace. */
function checkTarball(tarball: string): void {
  const files = run('tar', ['-tzf', tarball]).trim().split('\n');
  for (const file of [
    'package.json',
    'README.md',
    'LICENSE',
    'dist/index.js',
    'dist/index.d.ts',
    'src/index.ts',
  ])
    if (!files.includes(`package/${file}`)) throw new Error(`${tarball} lacks ${file}`);
  const stray = files.filter((file) => /\.test\.|\/fixtures\/|tsbuildinfo/.test(file));
  if (stray.length > 0) throw new Error(`${tarball} holds ${stray.join(', ')}`);
  const manifest = run('tar', ['-xzOf', tarball, 'package/package.json']);
  const protocol = manifest.match(/"(workspace|catalog):[^"]*"/);
  if (protocol) throw new Error(`${tarball}: package.json says ${protocol[0]}`);
}

function install(packed: readonly string[]): void {
  writeFileSync(join(consumer, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', ...quiet, '--ignore-scripts', ...packed, ...peers, '@types/node@22']);
}

function compile(): void {
  cpSync(join(import.meta.dirname, 'programs'), join(consumer, 'programs'), { recursive: true });
  cpSync(join(import.meta.dirname, 'tsconfig.programs.json'), join(consumer, 'tsconfig.json'));
  execFileSync(join(root, 'node_modules/.bin/tsc'), ['-p', consumer], { stdio: 'inherit' });
}

try {
  const packed = pack();
  packed.forEach(checkTarball);
  console.log(`${packed.length} tarballs packed`);
  install(packed);
  compile();
  const programs = readdirSync(join(consumer, 'dist')).map((name) => join('dist', name));
  const commands = folders.flatMap((folder) =>
    binaries(folder).map(([, file]) => join('node_modules', readManifest(folder).name, file)),
  );
  for (const version of nodeVersions) {
    for (const program of programs) runOn(version, [program]);
    for (const command of commands) runOn(version, [command, '--help']);
    console.log(`Node ${runOn(version, ['--version']).trim()}: ${[...programs, ...commands].join(', ')}`);
  }
} finally {
  rmSync(consumer, { recursive: true, force: true });
}
