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

/** Groups of files that import each other in a circle. */
export function circles(sources: readonly Source[]): string[][] {
  const trees = new Map(
    sources.map((source) => [
      source.path,
      new Set(
        importedFiles(source).flatMap((path) => importedTree(path, sources).map((reached) => reached.path)),
      ),
    ]),
  );
  const left = new Set([...trees.keys()].filter((path) => trees.get(path)?.has(path)));
  const groups: string[][] = [];
  for (const path of left) {
    const group = [...left].filter((other) => trees.get(path)?.has(other) && trees.get(other)?.has(path));
    for (const one of group) left.delete(one);
    groups.push(group.sort());
  }
  return groups;
}
