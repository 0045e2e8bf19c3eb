import type { Manifest } from '../workspace.ts';
import { circles, importedFiles, importGraph } from './files.ts';
import { isTest } from './layers.ts';
import type { Package } from './package.ts';

/** Folders of src/ from the lowest to the highest. A file imports from its own folder and from lower ones. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  core: [
    'errors',
    'state-dict',
    'preprocess',
    'layers',
    'init',
    'heads',
    'architecture',
    'graph',
    'weights',
    'classifier',
    'testing',
  ],
};

/** Files import each other in no circle, not even by their types. */
export function noCircles({ sources }: Package): string[] {
  const published = sources.filter(({ path }) => !isTest(path));
  return circles(importGraph(published)).map((paths) => `${paths.join(', ')}: import each other in a circle`);
}

/**
 * Folders of src/, and files outside of them, import each other in no circle: none is above and below
 * another.
 */
export function noRoomCircles({ manifest, sources }: Package): string[] {
  const published = sources.filter(({ path }) => !isTest(path));
  const rooms = new Map<string, Set<string>>();
  for (const source of published) {
    const used = [...importedFiles(source), ...source.imports.flatMap((name) => filesOf(name, manifest))];
    const room = rooms.get(roomOf(source.path)) ?? new Set();
    rooms.set(roomOf(source.path), new Set([...room, ...used.map(roomOf)]));
  }
  for (const [room, used] of rooms) used.delete(room);
  return circles(rooms).map(
    (group) => `${group.join(', ')}: import each other in a circle (tools/skeleton/rooms.ts)`,
  );
}

/** `src/layers/` for a file in it; a file of src/ itself is a room of its own. */
function roomOf(path: string): string {
  return path.match(/^src\/[^/]+\//)?.[0] ?? path;
}

/** The sources that a name such as `#platform` stands for in package.json, under all conditions. */
function filesOf(name: string, { imports }: Manifest): string[] {
  const targets = JSON.stringify(imports?.[name] ?? {}).matchAll(/"\.\/(src\/[^"]+)"/g);
  return Array.from(targets, ([, path]) => path!);
}

/** Where a package has a table of rooms, no file imports from a higher one. */
export function roomOrder({ folder, sources }: Package): string[] {
  const order = rooms[folder];
  if (order === undefined) return [];
  const folderOf = (path: string): string | undefined => path.match(/^src\/([^/]+)\//)?.[1];
  const published = sources.filter(({ path }) => !isTest(path));
  const used = new Set(published.flatMap(({ path }) => folderOf(path) ?? []));
  const upward = published.flatMap((source) => {
    const room = folderOf(source.path);
    if (room === undefined) return [];
    return importedFiles(source)
      .filter((path) => order.indexOf(folderOf(path) ?? room) > order.indexOf(room))
      .map((path) => `${source.path} imports ${path}, which is higher (tools/skeleton/rooms.ts)`);
  });
  const unknown = [...used].filter((room) => !order.includes(room));
  return [
    ...unknown.map((room) => `src/${room}: is in no table of rooms (tools/skeleton/rooms.ts)`),
    ...upward,
  ];
}
