import { circles, importedFiles } from './files.ts';
import { isTest } from './layers.ts';
import type { Package } from './package.ts';

/** Folders of src/ from the lowest to the highest. A file imports from its own folder and from lower ones. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  core: [
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
  return circles(published).map((paths) => `${paths.join(', ')}: import each other in a circle`);
}

/** Where a package has a table of rooms, no file imports from a higher one. */
export function roomOrder({ folder, sources }: Package): string[] {
  const order = rooms[folder];
  if (order === undefined) return [];
  const roomOf = (path: string): string | undefined => path.match(/^src\/([^/]+)\//)?.[1];
  const published = sources.filter(({ path }) => !isTest(path));
  const used = new Set(published.flatMap(({ path }) => roomOf(path) ?? []));
  const upward = published.flatMap((source) => {
    const room = roomOf(source.path);
    if (room === undefined) return [];
    return importedFiles(source)
      .filter((path) => order.indexOf(roomOf(path) ?? room) > order.indexOf(room))
      .map((path) => `${source.path} imports ${path}, which is higher (tools/skeleton/rooms.ts)`);
  });
  const unknown = [...used].filter((room) => !order.includes(room));
  return [
    ...unknown.map((room) => `src/${room}: is in no table of rooms (tools/skeleton/rooms.ts)`),
    ...upward,
  ];
}
