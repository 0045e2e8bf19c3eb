import { packageFolders, readManifest } from '../workspace.ts';

export interface House {
  /** Packages by floor; each uses packages of the floors below alone. */
  readonly floors: readonly (readonly string[])[];
  /** User and used, without those that follow from others. */
  readonly arrows: readonly (readonly [from: string, to: string])[];
}

/** The packages of the workspace and how they depend on each other. */
export function houseOf(dependencies: ReadonlyMap<string, ReadonlySet<string>>): House {
  const heights = new Map<string, number>();
  const height = (name: string): number => {
    const known = heights.get(name);
    if (known !== undefined) return known;
    const below = [...(dependencies.get(name) ?? [])].map(height);
    const found = below.length === 0 ? 0 : 1 + Math.max(...below);
    heights.set(name, found);
    return found;
  };
  const names = [...dependencies.keys()].sort();
  const levels = Math.max(...names.map(height));
  const floors = Array.from({ length: levels + 1 }, (_, level) =>
    names.filter((name) => height(name) === level),
  );
  const reaches = (from: string, to: string): boolean =>
    [...(dependencies.get(from) ?? [])].some((next) => next === to || reaches(next, to));
  const arrows = names.flatMap((from) => {
    const direct = [...(dependencies.get(from) ?? [])];
    return direct
      .filter((to) => !direct.some((other) => other !== to && reaches(other, to)))
      .map((to): [string, string] => [from, to]);
  });
  return { floors, arrows };
}

/** Dependencies between the published packages, by folder. */
export function workspaceDependencies(): Map<string, Set<string>> {
  const published = packageFolders().filter((folder) => readManifest(folder).private !== true);
  const folderOf = new Map(published.map((folder) => [readManifest(folder).name, folder]));
  return new Map(
    published.map((folder) => {
      const { dependencies = {} } = readManifest(folder);
      const used = Object.keys(dependencies).flatMap((name) => folderOf.get(name) ?? []);
      return [folder, new Set(used)];
    }),
  );
}
