import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Versions of packages by name, and of Node. A package that can be found neither from these modules nor from the
 * program nor from the current directory is left out.
 */
export function packageVersions(
  names: readonly string[],
  modules: readonly string[],
): Record<string, string> {
  const places = [...modules, process.argv[1], join(process.cwd(), 'here.js')];
  const found = names.flatMap((name) => {
    const version = places.map((place) => versionOf(name, place)).find((one) => one !== undefined);
    return version === undefined ? [] : [[name, version] as const];
  });
  return { ...Object.fromEntries(found), node: process.versions.node };
}

function versionOf(name: string, place: string | undefined): string | undefined {
  if (place === undefined) return undefined;
  try {
    const manifest: unknown = createRequire(place)(`${name}/package.json`);
    const { version } = Object(manifest) as { version?: unknown };
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
