import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Whose versions decide what a training computes, besides the network's own package. */
const deciding = ['@convzoo/train', '@convzoo/core', '@convzoo/data', '@tensorflow/tfjs-core'];

/**
 * Versions of what trains a network, by name: packages and Node. A package that can be found neither from here nor
 * from the program nor from the current directory is left out.
 */
export function versionsInUse(networkPackage: string | undefined): Record<string, string> {
  const names = [...deciding, ...(networkPackage === undefined ? [] : [networkPackage])];
  const places = [import.meta.url, process.argv[1], join(process.cwd(), 'here.js')];
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
