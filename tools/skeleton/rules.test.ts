import { expect, test } from 'vitest';
import { tensorflowFree } from './layers.ts';
import { type Package, parseSource } from './package.ts';
import { rules } from './rules.ts';
import { freeOfTensorflow } from './tensorflow-free.ts';

const repository = { license: 'MIT License', changesets: new Set(['@convzoo/vgg']) };

const readme = "# @convzoo/vgg\n\n```ts\nconsole.log('x');\n```\n\n```text\nx\n```\n";

const vgg: Package = {
  folder: 'vgg',
  manifest: {
    name: '@convzoo/vgg',
    version: '0.0.0',
    description: 'VGG',
    keywords: ['convzoo'],
    license: 'MIT',
    repository: {
      type: 'git',
      url: 'git+https://github.com/convzoo/convzoo.git',
      directory: 'packages/vgg',
    },
    homepage: 'https://github.com/convzoo/convzoo/tree/main/packages/vgg#readme',
    bugs: 'https://github.com/convzoo/convzoo/issues',
    type: 'module',
    sideEffects: false,
    exports: {
      '.': { '@convzoo/source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' },
      './package.json': './package.json',
    },
    files: ['dist', 'src', 'CHANGELOG.md', '!**/*.test.ts', '!**/fixtures', '!dist/.tsbuildinfo'],
    engines: { node: '>=20.19' },
    scripts: { build: 'tsc -b', 'check:pkg': 'publint --strict && attw --pack . --profile esm-only' },
    dependencies: { '@convzoo/core': 'workspace:^' },
    publishConfig: { access: 'public', provenance: true },
  },
  references: ['core'],
  license: 'MIT License',
  readme,
  sources: [
    parseSource('src/index.ts', "export { vgg11 } from './vgg.js';"),
    parseSource('src/vgg.test.ts', ''),
  ],
};

const problems = (pkg: Package): string[] => rules.flatMap((rule) => rule(pkg, repository));

const withManifest = (fields: object): Package => ({ ...vgg, manifest: { ...vgg.manifest, ...fields } });
const withSource = (path: string, code: string, pkg: Package = vgg): Package => ({
  ...pkg,
  sources: [...pkg.sources, parseSource(path, code)],
});

test('a package with the skeleton has no problem', () => {
  expect(problems(vgg)).toEqual([]);
});

test.each<[string, Package, string]>([
  [
    'a build beside tsc',
    withManifest({
      scripts: { ...vgg.manifest.scripts, build: 'tsc -b && node tools/bundle-x.mjs && rm -r src' },
    }),
    'the script "build" must be',
  ],
  ['another license', withManifest({ license: 'ISC' }), '"license" must be "MIT"'],
  ['no license text', { ...vgg, license: undefined }, 'LICENSE'],
  ['another Node', withManifest({ engines: { node: '>=18' } }), '"engines"'],
  ['no description', withManifest({ description: undefined }), '"description" is missing'],
  ['another build', withManifest({ scripts: {} }), 'script "build"'],
  ['tests in the tarball', withManifest({ files: ['dist', 'src'] }), '"files" lacks "!**/*.test.ts"'],
  ['a missing reference', { ...vgg, references: [] }, 'references'],
  ['a needless reference', { ...vgg, references: ['core', 'data'] }, 'references'],
  ['a README without an example', { ...vgg, readme: '# @convzoo/vgg\n' }, 'README.md: has no example'],
  ['a README of another title', { ...vgg, readme: readme.replace('vgg', 'VGG') }, 'README.md: must begin'],
  ['no test', { ...vgg, sources: vgg.sources.slice(0, 1) }, 'src: has no test'],
  ['no index', { ...vgg, sources: vgg.sources.slice(1) }, 'src/index.ts: is missing'],
  ['export *', withSource('src/all.ts', "export * from './vgg.js';"), 'without "export *"'],
  [
    'conditions in another order',
    withManifest({
      exports: {
        './package.json': './package.json',
        '.': { types: './dist/index.d.ts', '@convzoo/source': './src/index.ts', default: './dist/index.js' },
      },
    }),
    'exports "." must be',
  ],
  [
    'an entry point that is not there',
    withManifest({
      exports: {
        ...vgg.manifest.exports,
        './x': { '@convzoo/source': './src/x.ts', types: './dist/x.d.ts', default: './dist/x.js' },
      },
    }),
    'exports "./x" has no src/x.ts',
  ],
  ['no changeset', { ...vgg, manifest: { ...vgg.manifest, name: '@convzoo/new' } }, 'no changeset'],
])('%s is a problem', (_, pkg, text) => {
  expect(problems(pkg)).toContainEqual(expect.stringContaining(text));
});

test('an entry point may differ in browsers', () => {
  const entry = (name: string): object => ({
    '@convzoo/source': `./src/${name}.ts`,
    types: `./dist/${name}.d.ts`,
    default: `./dist/${name}.js`,
  });
  const exports = {
    '.': { browser: entry('index.browser'), ...entry('index') },
    './package.json': './package.json',
  };
  expect(problems(withSource('src/index.browser.ts', '', withManifest({ exports })))).toEqual([]);
  expect(problems(withManifest({ exports }))).toEqual([expect.stringContaining('no src/index.browser.ts')]);
});

const layer = (folder: string): Package => ({ ...vgg, folder });
const layering = (pkg: Package): string[] => problems(pkg).filter((text) => text.includes('its layer'));

test.each([
  ['vgg', "import { resnet50 } from '@convzoo/resnet';"],
  ['a-new-architecture', "import { fit } from '@convzoo/train';"],
  ['vgg', "import sharp from 'sharp';"],
  ['vgg', "export { readFile } from 'node:fs/promises';"],
  ['core', "const fs = await import('fs');"],
  ['gradcam', "import type { ResNetOptions } from '@convzoo/resnet';"],
  ['weights', "import { vgg11 } from '@convzoo/vgg';"],
  ['gradcam', "import { splitAt } from '@convzoo/core';"],
  ['data', "import { type Pixels, preprocess } from '@convzoo/core';"],
  ['data', "import { conv2d } from '@convzoo/core/layers';"],
])('%s may not have: %s', (folder, code) => {
  expect(layering(withSource('src/x.ts', code, layer(folder)))).toHaveLength(1);
  expect(layering(withSource('src/x.test.ts', code, layer(folder)))).toEqual([]);
});

test.each([
  ['vgg', 'src/x.ts', "import { conv2d } from '@convzoo/core';"],
  ['vgg', 'src/x.ts', "import * as tf from '@tensorflow/tfjs-core';"],
  ['weights', 'src/x.ts', "import { readFile } from 'node:fs/promises';"],
  ['gradcam', 'src/x.ts', "import type { Cut } from '@convzoo/core';"],
  ['data', 'src/x.ts', "import { type Label } from '@convzoo/core';"],
  ['data', 'src/x.ts', "import { preprocess } from '@convzoo/core/preprocess';"],
  ['core', 'src/x.node.ts', "import { cpus } from 'node:os';"],
  ['bench', 'src/x.ts', "import { resnet50 } from '@convzoo/resnet';"],
  ['core', 'src/x.ts', "/** import { x } from 'somewhere'; */ import { y } from './y.js';"],
])('%s may have in %s: %s', (folder, path, code) => {
  expect(layering(withSource(path, code, layer(folder)))).toEqual([]);
});

test('an entry point of core without TensorFlow.js may not reach it through another file', () => {
  const entries = tensorflowFree.map((name) => [`./${name}`, { '@convzoo/source': `./src/${name}.ts` }]);
  const core: Package = {
    ...vgg,
    folder: 'core',
    manifest: { ...vgg.manifest, exports: Object.fromEntries(entries) },
    sources: [
      parseSource('src/preprocess.ts', "export { resize } from './preprocess/resize.js';"),
      parseSource('src/preprocess/resize.ts', "import type { Layer } from '../layer.js';"),
      parseSource('src/layer.ts', "import type * as tf from '@tensorflow/tfjs-core';"),
      ...tensorflowFree
        .filter((name) => name !== 'preprocess')
        .map((name) => parseSource(`src/${name}.ts`, '')),
    ],
  };
  expect(freeOfTensorflow(core)).toEqual([
    'src/layer.ts imports @tensorflow/tfjs-core, but @convzoo/core/preprocess must not need it',
  ]);
});

test('files that import each other in a circle are a problem, by their types too', () => {
  const around = withSource('src/a.ts', "import type { B } from './b.js';");
  const circle = withSource('src/b.ts', "import { c } from './deep/c.js';", around);
  const closed = withSource('src/deep/c.ts', "export { a } from '../a.js';", circle);
  expect(problems(closed)).toContain('src/a.ts, src/b.ts, src/deep/c.ts: import each other in a circle');
  expect(problems(withSource('src/deep/c.ts', "import { d } from './d.js';", circle))).toEqual([]);
});

test('folders that import each other in a circle are a problem, through names of package.json too', () => {
  const up = withSource('src/layers/a.ts', "import { b } from '../graph/b.js';");
  const down = withSource('src/graph/c.ts', "import { d } from '../layers/d.js';", up);
  expect(problems(down)).toEqual([
    'src/graph/, src/layers/: import each other in a circle (tools/skeleton/rooms.ts)',
  ]);
  const imports = { '#here': { '@convzoo/source': './src/layers/d.ts', default: './dist/layers/d.js' } };
  const named = withSource('src/graph/c.ts', "import { d } from '#here';", up);
  expect(problems(named)).toEqual([]);
  expect(problems({ ...named, manifest: { ...named.manifest, imports } })).toHaveLength(1);
});

test('a file of core may not import from a higher room', () => {
  const core: Package = { ...vgg, folder: 'core' };
  const rooms = (path: string, code: string): string[] =>
    problems(withSource(path, code, core)).filter((text) => text.includes('rooms.ts'));
  expect(rooms('src/layers/x.ts', "import { build } from '../classifier/y.js';")).toEqual([
    'src/layers/x.ts imports src/classifier/y.ts, which is higher (tools/skeleton/rooms.ts)',
  ]);
  expect(rooms('src/classifier/y.ts', "import { relu } from '../layers/x.js';")).toEqual([]);
  expect(rooms('src/layers/x.ts', "import { ConvzooError } from '../errors/index.js';")).toEqual([]);
  expect(rooms('src/layers/x.test.ts', "import { build } from '../classifier/y.js';")).toEqual([]);
  expect(rooms('src/attic/x.ts', '')).toEqual([expect.stringContaining('src/attic')]);
});

test('a root that exports more names than its budget is a problem', () => {
  const names = (count: number): string =>
    `export { ${Array.from({ length: count }, (_, i) => `type T${i}`).join(', ')} } from './all.js';`;
  const root = (count: number): Package => ({
    ...vgg,
    sources: [parseSource('src/index.ts', names(count)), parseSource('src/vgg.test.ts', '')],
  });
  expect(problems(root(20))).toEqual([]);
  expect(problems(root(21))).toEqual([expect.stringContaining('exports 21 names, at most 20')]);
});

test('a file of more than 400 lines is a problem', () => {
  expect(problems(withSource('src/long.ts', '\n'.repeat(400)))).toEqual([]);
  expect(problems(withSource('src/long.ts', '\n'.repeat(401)))).toEqual([
    'src/long.ts: has 401 lines, at most 400',
  ]);
});
