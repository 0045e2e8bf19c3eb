import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The fields of a package.json that the tools look at. */
export interface Manifest {
  name: string;
  version: string;
  private?: boolean;
  bin?: Record<string, string>;
  exports: Record<string, unknown>;
  imports?: Record<string, unknown>;
  files: string[];
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  [field: string]: unknown;
}

export const root: string = fileURLToPath(new URL('..', import.meta.url));

/** Names of the folders in packages/ that hold a package. */
export function packageFolders(): string[] {
  const folders = readdirSync(join(root, 'packages'));
  return folders.filter((name) => existsSync(join(root, 'packages', name, 'package.json'))).sort();
}

export function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(root, 'packages', folder, 'package.json'), 'utf8'));
}

/** The commands that a package installs: name and file, relative to the package. */
export function binaries(folder: string): [name: string, file: string][] {
  return Object.entries(readManifest(folder).bin ?? {});
}
