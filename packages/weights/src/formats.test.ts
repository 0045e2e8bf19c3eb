import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest: { imports: Record<string, { browser: Record<string, string> }> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);

/**
 * Everything that a source imports in a page when it is loaded, directly or not; types and lazy imports don't
 * count.
 */
function staticImports(path: string, seen: Set<string> = new Set<string>()): Set<string> {
  const source = readFileSync(path, 'utf8');
  for (const [, specifier = ''] of source.matchAll(/^(?:import|export) (?!type )[^;]*?from '([^']+)';/gm)) {
    const inPage = manifest.imports[specifier]?.browser['@convzoo/source'];
    const isOurs = specifier.startsWith('.') || inPage !== undefined;
    const name =
      inPage !== undefined
        ? join(root, inPage)
        : isOurs
          ? join(dirname(path), specifier.replace(/\.js$/, '.ts'))
          : specifier;
    if (seen.has(name)) continue;
    seen.add(name);
    if (isOurs) staticImports(name, seen);
  }
  return seen;
}

test('the formats need neither Node nor TensorFlow.js', () => {
  const imports = staticImports(fileURLToPath(new URL('formats.ts', import.meta.url)));
  const packages = [...imports].filter((name) => !name.startsWith('/'));
  expect(packages).toEqual(['@convzoo/core/errors', '@convzoo/core/json']);
});
