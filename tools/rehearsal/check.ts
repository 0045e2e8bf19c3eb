// Rehearses a release: versions and publishes every package to a registry on the loopback, as the release workflow
// does, installs them as users do with each package manager, and runs programs against them on each version of Node.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { packageFolders, readManifest, root } from '../workspace.ts';
import { type Registry, startRegistry } from './registry.ts';
import { checkTarball } from './tarball.ts';

const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'convzoo-rehearsal-')));
const repository = join(scratch, 'repository');
const names = packageFolders()
  .map(readManifest)
  .filter((manifest) => manifest.private !== true)
  .map(({ name }) => name);
const peers = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu', 'tfjs-backend-wasm'].map(
  (name) => `@tensorflow/${name}@4.22.0`,
);

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = process.env,
): string {
  return execFileSync(command, args, {
    cwd,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 2 ** 26,
  });
}

function step(what: string): void {
  console.log(`- ${what}`);
}

/** What is made from the sources or installed, and so is made or installed anew. */
const made = new Set(['node_modules', 'dist', 'build', 'test-results', '.git', '.turbo']);

/** A release must not change the tree that it is rehearsed from. */
function copyRepository(): void {
  cpSync(root, repository, { recursive: true, filter: (path) => !made.has(basename(path)) });
  run('git', ['init', '--quiet', '--initial-branch=main'], repository);
  run('git', ['add', '--all'], repository);
  const author = ['-c', 'user.name=rehearsal', '-c', 'user.email=rehearsal@localhost'];
  run('git', [...author, 'commit', '--quiet', '--message=rehearsal'], repository);
  run('pnpm', ['install', '--prefer-offline', '--frozen-lockfile'], repository);
}

function release(registry: Registry): void {
  run('pnpm', ['exec', 'changeset', 'version'], repository);
  run('pnpm', ['exec', 'turbo', 'run', 'build', '--filter=./packages/*'], repository);
  const target = run('pnpm', ['config', 'get', 'registry'], repository, registry.env).trim();
  if (target !== registry.url) throw new Error(`would publish to ${target}, not to ${registry.url}`);
  run('pnpm', ['exec', 'changeset', 'publish', '--no-git-tag'], repository, registry.env);
}

function versionOf(folder: string): string {
  const manifest: { version: string } = JSON.parse(
    readFileSync(join(repository, 'packages', folder, 'package.json'), 'utf8'),
  );
  return manifest.version;
}

/** A change of core, released on top of the first release. */
function releaseNextCore(registry: Registry): void {
  writeFileSync(join(repository, '.changeset/next.md'), '---\n"@convzoo/core": minor\n---\n\nA change.\n');
  release(registry);
}

function newProject(name: string, manifest: object = {}): string {
  const folder = join(scratch, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name, private: true, type: 'module', ...manifest }),
  );
  return folder;
}

/** The package managers to install with: those named on the command line, by default all of them. */
const chosen = process.argv.slice(2);

/** Installs packages as a user of one package manager does. */
const installers: Readonly<
  Record<string, (folder: string, packages: readonly string[], env: NodeJS.ProcessEnv) => void>
> = {
  npm: (folder, packages, env) => {
    run(
      'npm',
      ['install', '--no-audit', '--no-fund', '--loglevel=error', '--ignore-scripts', ...packages],
      folder,
      env,
    );
  },
  pnpm: (folder, packages, env) => {
    writeFileSync(
      join(folder, 'pnpm-workspace.yaml'),
      'packages: []\npmOnFail: ignore\nstrictDepBuilds: false\n',
    );
    run('pnpm', ['add', '--ignore-scripts', ...packages], folder, env);
  },
  'yarn classic': (folder, packages, env) => {
    const yarn = ['exec', '--yes', '--package=yarn@1.22.22', '--', 'yarn'];
    run(
      'npm',
      [
        ...yarn,
        'add',
        '--ignore-scripts',
        '--silent',
        '--no-progress',
        '--registry',
        env.YARN_REGISTRY!,
        ...packages,
      ],
      folder,
      env,
    );
  },
  'yarn berry': (folder, packages, env) => {
    writeFileSync(
      join(folder, '.yarnrc.yml'),
      'nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\nenableGlobalCache: false\nnpmMinimalAgeGate: 0\n',
    );
    writeFileSync(join(folder, 'yarn.lock'), '');
    const yarn = ['exec', '--yes', '--package=@yarnpkg/cli-dist@4.18.1', '--', 'yarn'];
    run('npm', [...yarn, 'add', ...packages], folder, env);
  },
};

/** Runs a program on a version of Node that npm brings. */
function runOn(version: string, program: readonly string[], folder: string): string {
  const node = `node-${process.platform.replace('win32', 'win')}-${process.arch}@${version}`;
  return run(
    'npm',
    ['exec', '--yes', '--loglevel=error', `--package=${node}`, '--', 'node', ...program],
    folder,
  );
}

const programs = join(import.meta.dirname, 'programs');

/** Compiles the programs; errors in files that match `foreign` are other people's. */
function compile(folder: string, options: readonly string[], foreign?: RegExp): void {
  cpSync(programs, join(folder, 'programs'), { recursive: true });
  const tsc = join(root, 'node_modules/.bin/tsc');
  const files = readdirSync(programs)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join('programs', name));
  const common = [
    '--strict',
    '--target',
    'es2022',
    '--lib',
    'es2023,dom',
    '--types',
    'node',
    '--ignoreConfig',
  ];
  const args = [
    ...common,
    '--outDir',
    'dist',
    '--rootDir',
    'programs',
    '--pretty',
    'false',
    ...options,
    ...files,
  ];
  const { stdout } = spawnSync(tsc, args, { cwd: folder, encoding: 'utf8' });
  const errors = stdout.split('\n').filter((line) => / error TS/.test(line) && !foreign?.test(line));
  if (errors.length > 0) throw new Error(errors.join('\n'));
}

/** Every package alone, as somebody installs it who wants nothing else. */
function installEachAlone(registry: Registry): void {
  for (const name of names) {
    const folder = newProject(`alone/${name.replace('/', '-')}`);
    installers.npm!(folder, [name, ...peers], registry.env);
    writeFileSync(join(folder, 'alone.mjs'), `await import(${JSON.stringify(name)});\n`);
    run(process.execPath, ['alone.mjs'], folder);
  }
}

/** An architecture brings neither native code nor another family. */
function checkArchitectureAlone(): void {
  const modules = join(scratch, 'alone/@convzoo-resnet/node_modules');
  const ours = readdirSync(join(modules, '@convzoo')).sort();
  if (ours.join() !== 'core,resnet') throw new Error(`@convzoo/resnet brings ${ours.join(', ')}`);
  const native = run('find', ['.', '-name', '*.node', '-o', '-name', '*.so'], modules).trim();
  if (native !== '') throw new Error(`@convzoo/resnet brings native code: ${native}`);
}

/** Two cores of different versions side by side still know each other's errors. */
function checkTwoCores(registry: Registry, first: string, second: string): void {
  const folder = newProject('two-cores');
  installers.npm!(
    folder,
    [`old@npm:@convzoo/core@${first}`, `new@npm:@convzoo/core@${second}`, ...peers],
    registry.env,
  );
  writeFileSync(
    join(folder, 'two-cores.mjs'),
    `import assert from 'node:assert/strict';
import * as older from 'old';
import * as newer from 'new';
assert.notEqual(older.ConvzooError, newer.ConvzooError);
try { older.binaryHead(''.padEnd(0), { threshold: 2 }); assert.fail(); }
catch (error) { assert(newer.ConvzooError.isInstance(error)); }
try { newer.binaryHead('x', { threshold: 2 }); assert.fail(); }
catch (error) { assert(older.ConvzooError.isInstance(error)); }
`,
  );
  run(process.execPath, ['two-cores.mjs'], folder);
}

const upstream = run('npm', ['config', 'get', 'registry'], root).trim();
run('pnpm', ['install', '--frozen-lockfile', '--prefer-offline'], join(import.meta.dirname, 'registry'));
const registry = await startRegistry(join(scratch, 'registry'), upstream);
try {
  copyRepository();
  release(registry);
  const first = versionOf('core');
  step(`published ${names.length} packages, core ${first}`);
  for (const name of names) checkTarball(registry, name, join(scratch, 'tarballs'));
  step('tarballs hold what users need and nothing else');

  installEachAlone(registry);
  checkArchitectureAlone();
  step('each package installs and loads alone; an architecture brings core and nothing native');

  for (const [manager, install] of Object.entries(installers)) {
    if (chosen.length > 0 && !chosen.includes(manager)) continue;
    const folder = newProject(manager.replace(' ', '-'));
    install(folder, [...names, ...peers, '@types/node@22'], registry.env);
    compile(folder, ['--module', 'nodenext', '--skipLibCheck']);
    for (const version of manager === 'npm' ? ['20.19', '22', '24'] : ['22']) {
      for (const program of readdirSync(join(folder, 'dist')))
        runOn(version, [join('dist', program)], folder);
      runOn(version, [join('node_modules', 'convzoo', 'dist', 'bin.js'), '--help'], folder);
      step(`${manager}, Node ${version}: ${readdirSync(join(folder, 'dist')).join(', ')}, convzoo --help`);
    }
  }
  const folder = join(scratch, 'npm');
  compile(folder, ['--module', 'esnext', '--moduleResolution', 'bundler', '--skipLibCheck']);
  step('types by bundler resolution');
  // TensorFlow.js's types bring WebGPU's, which contradict the DOM's.
  compile(folder, ['--module', 'nodenext'], /@tensorflow|@webgpu|lib\.dom/);
  step('types without skipLibCheck, but for those of TensorFlow.js');
  writeFileSync(
    join(folder, 'require.cjs'),
    "require('node:assert/strict')(require('@convzoo/core').multiClassHead);\n",
  );
  runOn('22', ['require.cjs'], folder);
  step('require() of the ES modules on Node 22');

  releaseNextCore(registry);
  const second = versionOf('core');
  if (second === first) throw new Error('a changeset did not raise the version of core');
  checkTwoCores(registry, first, second);
  step(`core ${second} on top of ${first}: both know each other's errors`);
} finally {
  registry.stop();
  rmSync(scratch, { recursive: true, force: true });
}
