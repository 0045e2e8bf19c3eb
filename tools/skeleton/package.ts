import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { type Manifest, packageFolders, readManifest, root } from '../workspace.ts';

/** What the rules look at in a package of the workspace. */
export interface Package {
  folder: string;
  manifest: Manifest;
  /** Folders of the packages that tsconfig.json refers to. */
  references: string[];
  license: string | undefined;
  readme: string | undefined;
  /** Everything in src/ that is written in TypeScript. */
  sources: Source[];
}

export interface Source {
  /** Relative to the package: `src/index.ts`. */
  path: string;
  /** Modules named in imports, exports and `import()`. */
  imports: string[];
  /** Those of them whose code is needed too, not their types alone. */
  codeImports: string[];
  /** Whether it has an `export * from`. */
  exportsAll: boolean;
  /** Names that it exports, of types too. */
  exports: string[];
  lines: number;
}

export function readPackages(): Package[] {
  return packageFolders().map(readPackage);
}

function readPackage(folder: string): Package {
  const directory = join(root, 'packages', folder);
  const text = (name: string): string | undefined =>
    existsSync(join(directory, name)) ? readFileSync(join(directory, name), 'utf8') : undefined;
  const tsconfig: { references?: { path: string }[] } = JSON.parse(text('tsconfig.json') ?? '{}');
  return {
    folder,
    manifest: readManifest(folder),
    references: (tsconfig.references ?? []).map(({ path }) => path.replace('../', '')),
    license: text('LICENSE'),
    readme: text('README.md'),
    sources: globSync('src/**/*.ts', { cwd: directory }).map((path) => parseSource(path, text(path)!)),
  };
}

export function parseSource(path: string, code: string): Source {
  const { staticImports, staticExports, dynamicImports } = parseSync(path, code).module;
  const exported = staticExports.flatMap(({ entries }) => entries);
  // An import without names, `import 'x'`, is of code.
  const named = [
    ...staticImports.map(({ moduleRequest, entries }) => ({
      name: moduleRequest.value,
      isCode: entries.length === 0 || entries.some(({ isType }) => !isType),
    })),
    ...exported.flatMap(({ moduleRequest, isType }) =>
      moduleRequest === null ? [] : [{ name: moduleRequest.value, isCode: !isType }],
    ),
  ];
  const dynamic = dynamicImports.flatMap(
    ({ moduleRequest: { start, end } }) => code.slice(start, end).match(/^['"](.*)['"]$/)?.[1] ?? [],
  );
  return {
    path,
    imports: [...new Set([...named.map(({ name }) => name), ...dynamic])],
    codeImports: [...new Set([...named.filter(({ isCode }) => isCode).map(({ name }) => name), ...dynamic])],
    exports: exported.flatMap(({ exportName }) => exportName.name ?? []),
    lines: code.split('\n').length - 1,
    exportsAll: exported.some(({ importName }) => importName.kind === 'AllButDefault'),
  };
}
