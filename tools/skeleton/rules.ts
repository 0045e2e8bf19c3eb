import { isDeepStrictEqual } from 'node:util';
import { examplesOf } from '../readme/examples.ts';
import { exportBudget, fileLengths } from './budgets.ts';
import { isTest, layering } from './layers.ts';
import type { Package } from './package.ts';
import { noCircles, noRoomCircles, roomOrder } from './rooms.ts';
import { freeOfTensorflow } from './tensorflow-free.ts';

/** What the rules know of the repository besides the package. */
export interface Repository {
  license: string;
  /** Names of the packages that a changeset is waiting for. */
  changesets: ReadonlySet<string>;
}

/** Finds what is wrong with a package, in words; nothing if all is well. */
export type Rule = (pkg: Package, repository: Repository) => string[];

const problem = (isOne: boolean, text: string): string[] => (isOne ? [text] : []);

/** Fields of package.json that every package has, with the value that it must have. */
const commonFields = (folder: string): Record<string, unknown> => ({
  // The front door has the project's own name.
  name: folder === 'convzoo' ? folder : `@convzoo/${folder}`,
  license: 'MIT',
  repository: {
    type: 'git',
    url: 'git+https://github.com/convzoo/convzoo.git',
    directory: `packages/${folder}`,
  },
  homepage: `https://github.com/convzoo/convzoo/tree/main/packages/${folder}#readme`,
  bugs: 'https://github.com/convzoo/convzoo/issues',
  type: 'module',
  engines: { node: '>=20.19' },
  publishConfig: { access: 'public', provenance: true },
});

const commonScripts: Record<string, string> = {
  build: 'tsc -b',
  'check:pkg': 'publint --strict && attw --pack . --profile esm-only',
};

/** After tsc, a package may bundle the script of a page that it opens. */
const bundling = / && node tools\/bundle-[\w-]+\.mjs$/;

const packedFiles = ['dist', 'src', 'CHANGELOG.md', '!**/*.test.ts', '!**/fixtures', '!dist/.tsbuildinfo'];

const manifestFields: Rule = ({ folder, manifest }) => [
  ...Object.entries(commonFields(folder))
    .filter(([field, value]) => !isDeepStrictEqual(manifest[field], value))
    .map(([field, value]) => `package.json: "${field}" must be ${JSON.stringify(value)}`),
  ...Object.entries(commonScripts)
    .filter(([name, script]) => manifest.scripts?.[name]?.replace(bundling, '') !== script)
    .map(([name, script]) => `package.json: the script "${name}" must be ${JSON.stringify(script)}`),
  ...packedFiles
    .filter((pattern) => !manifest.files?.includes(pattern))
    .map((pattern) => `package.json: "files" lacks ${JSON.stringify(pattern)}`),
  ...['description', 'keywords', 'sideEffects']
    .filter((field) => manifest[field] === undefined)
    .map((field) => `package.json: "${field}" is missing`),
];

/**
 * `{ "@convzoo/source": "./src/x.ts", "types": "./dist/x.d.ts", "default": "./dist/x.js" }`, in this order.
 */
function entryPoint(name: string): Record<string, string> {
  return {
    '@convzoo/source': `./src/${name}.ts`,
    types: `./dist/${name}.d.ts`,
    default: `./dist/${name}.js`,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Problems of one entry of `exports`: an entry point, or one for browsers or Node before the general one. */
function entryProblems(path: string, entry: unknown, sources: ReadonlySet<string>): string[] {
  if (entry === path && path.endsWith('.json')) return [];
  if (!isObject(entry)) return [`package.json: exports "${path}" must be an object of conditions`];
  const { browser, node, ...general } = entry;
  const special = [browser, node].filter((value) => value !== undefined);
  const name = String(general['@convzoo/source']).replace(/^\.\/src\/|\.ts$/g, '');
  const expected = entryPoint(name);
  return [
    ...special.flatMap((value) => entryProblems(path, value, sources)),
    ...problem(
      JSON.stringify(general) !== JSON.stringify(expected),
      `package.json: exports "${path}" must be ${JSON.stringify(expected)}, found ${JSON.stringify(general)}`,
    ),
    ...problem(!sources.has(`src/${name}.ts`), `package.json: exports "${path}" has no src/${name}.ts`),
  ];
}

const entryPoints: Rule = ({ manifest, sources }) => {
  const { './package.json': self, ...entries } = manifest.exports ?? {};
  const paths = new Set(sources.map(({ path }) => path));
  return [
    ...problem(self !== './package.json', 'package.json: exports lacks "./package.json"'),
    ...problem(entries['.'] === undefined, 'package.json: exports lacks "."'),
    ...Object.entries(entries).flatMap(([path, entry]) => entryProblems(path, entry, paths)),
  ];
};

const references: Rule = ({ manifest, references }) => {
  const used = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })
    .filter((name) => name === 'convzoo' || name.startsWith('@convzoo/'))
    .map((name) => name.replace('@convzoo/', ''))
    .sort();
  const found = [...references].sort();
  return problem(
    !isDeepStrictEqual(used, found),
    `tsconfig.json: references must be the workspace dependencies [${used}], found [${found}]`,
  );
};

const documents: Rule = ({ manifest, license, readme = '' }, repository) => [
  ...problem(license !== repository.license, "LICENSE: must be the repository's"),
  ...problem(
    !readme.startsWith(`# ${manifest.name}\n`),
    `README.md: must begin with the title "# ${manifest.name}"`,
  ),
  ...problem(
    !examplesOf(readme).some(({ output }) => output),
    'README.md: has no example (a ts, js or sh block, then a text block of what it prints)',
  ),
];

const sourceFiles: Rule = ({ sources }) => [
  ...problem(!sources.some(({ path }) => path === 'src/index.ts'), 'src/index.ts: is missing'),
  ...problem(!sources.some(({ path }) => isTest(path)), 'src: has no test'),
  ...sources
    .filter(({ exportsAll }) => exportsAll)
    .map(({ path }) => `${path}: must list its exports, without "export *"`),
];

/** 0.0.0 stands for "not released yet": a changeset must announce the first release. */
const firstRelease: Rule = ({ manifest }, { changesets }) =>
  problem(
    manifest.version === '0.0.0' && !manifest.private && !changesets.has(manifest.name),
    'no changeset announces its first release (pnpm changeset)',
  );

export const rules: readonly Rule[] = [
  manifestFields,
  entryPoints,
  references,
  documents,
  sourceFiles,
  layering,
  freeOfTensorflow,
  noCircles,
  noRoomCircles,
  roomOrder,
  exportBudget,
  fileLengths,
  firstRelease,
];
