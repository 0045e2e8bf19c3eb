// Checks that every package has the same skeleton and keeps to its layer.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace.ts';
import { readPackages } from './package.ts';
import { rules } from './rules.ts';

const changesets = globSync('.changeset/*.md', { cwd: root }).map((path) =>
  readFileSync(join(root, path), 'utf8'),
);
const repository = {
  license: readFileSync(join(root, 'LICENSE'), 'utf8'),
  changesets: new Set(
    changesets.flatMap((text) => Array.from(text.matchAll(/^"([^"]+)":/gm), ([, name]) => name!)),
  ),
};

const packages = readPackages();
const problems = packages.flatMap((pkg) =>
  rules.flatMap((rule) => rule(pkg, repository)).map((text) => `packages/${pkg.folder}: ${text}`),
);
for (const text of problems) console.error(text);
console.log(`${packages.length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
