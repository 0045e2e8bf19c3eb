// Builds the native binding of @tensorflow/tfjs-node against the TensorFlow C library that PyPI's wheel
// carries, because the package's own installer downloads from a host that is not always reachable.
// Everything lands in the ignored folder build/; the `tensorflow` runtime then finds the package
// through a link among the optional peers of @convzoo/runtime. What is there already is not made again.
//
//   node tools/tfjs-node/build.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = { '@tensorflow/tfjs-node': '4.22.0', 'node-api-headers': '1.9.0' };

/** The smallest wheel whose library exports the C API; see README.md for others that work. */
const wheel = {
  requirement: 'tensorflow-cpu==2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  target: ['--python-version', '3.11', '--platform', 'manylinux2014_x86_64', '--only-binary', ':all:'],
};

/** Packages that must be the very copies of packages/runtime: a backend registers itself with one tfjs-core. */
const shared = ['tfjs-core', 'tfjs-layers', 'tfjs-backend-cpu', 'tfjs-backend-webgl'];

const tool = dirname(fileURLToPath(import.meta.url));
const build = join(tool, 'build');
const modules = join(build, 'node_modules');
const tfjsNode = join(modules, '@tensorflow/tfjs-node');
const library = join(build, 'tensorflow');
// tfjs-node looks for the binding in the folder of the newest Node-API version that it knows: 8.
const binding = join(tfjsNode, 'lib/napi-v8/tfjs_binding.node');
const runtime = join(tool, '../../packages/runtime');

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error(`PyPI's wheel is built for Linux on x64, found ${process.platform} on ${process.arch}.`);
  process.exit(1);
}

mkdirSync(build, { recursive: true });
step('install the packages, without their scripts', installPackages, join(modules, '.package-lock.json'));
step('share the TF.js copies of packages/runtime', sharePackages);
step(`download ${wheel.requirement} and unpack its library`, unpackLibrary, library);
step('compile the binding', compileBinding, binding);
step('link the package into packages/runtime', linkPackage);
console.log('Try it: node tools/tfjs-node/check.mjs');

/** Runs a step and says how long it took; one whose result exists already is skipped. */
function step(title, run, result) {
  const start = performance.now();
  const done = result !== undefined && existsSync(result);
  if (!done) run();
  console.log(`${title}: ${done ? 'done before' : `${((performance.now() - start) / 1000).toFixed(1)} s`}`);
}

function installPackages() {
  writeFileSync(join(build, 'package.json'), JSON.stringify({ private: true, dependencies: packages }));
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error'];
  execute('npm', ['install', ...flags], { cwd: build });
}

function sharePackages() {
  const require = createRequire(join(runtime, 'package.json'));
  for (const name of shared) {
    const copy = join(modules, '@tensorflow', name);
    const original = dirname(realpathSync(require.resolve(`@tensorflow/${name}/package.json`)));
    rmSync(copy, { recursive: true, force: true });
    symlinkSync(original, copy);
  }
}

function unpackLibrary() {
  const requirements = join(build, 'requirements.txt');
  writeFileSync(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  const download = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--require-hashes', '-r', requirements];
  execute('python3', [...download, ...wheel.target, '-d', join(build, 'wheel')]);
  execute('python3', [join(tool, 'unpack.py'), join(build, 'wheel'), library]);
  rmSync(join(build, 'wheel'), { recursive: true });
}

function compileBinding() {
  mkdirSync(dirname(binding), { recursive: true });
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(tfjsNode, 'binding', file));
  const includes = [join(modules, 'node-api-headers/include'), join(library, 'include')];
  execute('g++', [
    ...['-std=c++17', '-O2', '-shared', '-fPIC', '-DNAPI_VERSION=8'],
    ...includes.map((folder) => `-I${folder}`),
    ...sources,
    ...[`-L${library}`, '-l:libtensorflow_cc.so.2', '-l:libtensorflow_framework.so.2'],
    // Relative to the binding, so that the folder can be moved as a whole.
    '-Wl,-rpath,$ORIGIN/../../../../../tensorflow',
    ...['-o', binding],
  ]);
}

function linkPackage() {
  const link = join(runtime, 'node_modules/@tensorflow/tfjs-node');
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(tfjsNode, link);
}

function execute(command, args, options = {}) {
  execFileSync(command, args, { stdio: 'inherit', ...options });
}
