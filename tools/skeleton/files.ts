import { dirname, join } from 'node:path/posix';
import type { Source } from './package.ts';

/** The files of the same package that a file imports, types included: `src/x.ts` for `./x.js`. */
export function importedFiles({ path, imports }: Source): string[] {
  return imports
    .filter((name) => name.startsWith('.'))
    .map((name) => join(dirname(path), name).replace(/\.js$/, '.ts'));
}

/** A file and all that it imports, directly or through others. */
export function importedTree(start: string, sources: readonly Source[]): Source[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const reached = new Set<Source>();
  const visit = (path: string): void => {
    const source = byPath.get(path);
    if (source === undefined || reached.has(source)) return;
    reached.add(source);
    importedFiles(source).forEach(visit);
  };
  visit(start);
  return [...reached];
}
