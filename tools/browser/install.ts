import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Installs convzoo as built, and what it depends on, into a project's `node_modules`: as a package manager does, and so
 * without any optional peer, all of which the workspace has.
 */
export function installConvzoo(project: string): void {
  const waiting = [{ name: 'convzoo', from: join(root, 'examples/pages') }];
  const installed = new Set<string>();
  for (const { name, from } of waiting) {
    if (installed.has(name)) continue;
    installed.add(name);
    const source = folderOf(name, from);
    const target = join(project, 'node_modules', name);
    mkdirSync(dirname(target), { recursive: true });
    if (!source.startsWith(join(root, 'packages'))) {
      // Others come with their own dependencies, found beside the real file.
      symlinkSync(source, target, 'junction');
      continue;
    }
    cpSync(join(source, 'package.json'), join(target, 'package.json'), { recursive: true });
    cpSync(join(source, 'dist'), join(target, 'dist'), { recursive: true });
    const { dependencies = {} }: Manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8'));
    waiting.push(...Object.keys(dependencies).map((dependency) => ({ name: dependency, from: source })));
  }
}

/** The folder of a package that a module in `from` would import. */
function folderOf(name: string, from: string): string {
  const places = createRequire(join(from, 'importer.js')).resolve.paths(name) ?? [];
  const found = places.map((place) => join(place, name)).find(existsSync);
  if (found === undefined) throw new Error(`${name} is not installed for ${from}`);
  return realpathSync(found);
}
