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

/** The files that each file imports. */
export function importGraph(sources: readonly Source[]): Map<string, Set<string>> {
  return new Map(sources.map((source) => [source.path, new Set(importedFiles(source))]));
}

/** Groups of names that lead to each other in a circle. */
export function circles(graph: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const reached = new Map([...graph.keys()].map((name) => [name, reachable(name, graph)]));
  const left = new Set([...graph.keys()].filter((name) => reached.get(name)?.has(name)));
  const groups: string[][] = [];
  for (const name of left) {
    const group = [...left].filter((other) => reached.get(name)?.has(other) && reached.get(other)?.has(name));
    for (const one of group) left.delete(one);
    groups.push(group.sort());
  }
  return groups;
}

/** Everything that a name leads to, itself only by a circle. */
function reachable(start: string, graph: ReadonlyMap<string, ReadonlySet<string>>): Set<string> {
  const reached = new Set<string>();
  const visit = (name: string): void => {
    for (const next of graph.get(name) ?? []) {
      if (reached.has(next)) continue;
      reached.add(next);
      visit(next);
    }
  };
  visit(start);
  return reached;
}
