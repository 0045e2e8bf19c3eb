import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from './workspace.ts';

// The scripts that make fixtures and measure run by hand, now and then: what they import may have moved meanwhile.

interface Import {
  readonly script: string;
  /** Source of the module that they import from the built package. */
  readonly source: string;
  readonly names: readonly string[];
}

const imports = globSync(['tools/**/*.mjs', '{packages,apps,examples,docs}/*/tools/**/*.mjs'], {
  cwd: root,
  exclude: (path) => path.includes('node_modules'),
}).flatMap((script): Import[] => {
  const text = readFileSync(join(root, script), 'utf8');
  const statements = text.matchAll(/^import \{([^}]+)\} from '(\.[^']+\/dist\/[^']+)\.js';$/gm);
  return Array.from(statements, ([, names, path]) => ({
    script,
    source: `${join(dirname(script), path!).replace('/dist/', '/src/')}.ts`,
    names: names!.split(',').flatMap((name) => /\w+/.exec(name)?.[0] ?? []),
  }));
});

test('scripts import from the packages', () => {
  expect(new Set(imports.map(({ script }) => script)).size).toBeGreaterThan(10);
});

test.each(imports)('$script imports what $source exports', ({ source, names }) => {
  const statements = readFileSync(join(root, source), 'utf8').match(/^export [^{}=(]*(\{[^}]*\})?/gm) ?? [];
  const exported = statements.flatMap((statement) => statement.match(/\w+/g) ?? []);
  expect(exported).toEqual(expect.arrayContaining([...names]));
});
