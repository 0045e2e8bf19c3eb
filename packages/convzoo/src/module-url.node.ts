import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve as resolvePath } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConvzooError } from '@convzoo/core/errors';
import { resolve as resolveImport } from 'import-meta-resolve';

/**
 * The file that a module's name stands for, as a URL: what `import` of a package or of one of its entry points means
 * in a file of the current directory, a file by its path, or the folder of a package, by the `exports` or the `main`
 * of its `package.json`.
 *
 * @throws ConvzooError `missing-package`
 */
export function moduleUrl(specifier: string): string {
  const isPath = specifier.startsWith('.') || isAbsolute(specifier);
  try {
    return isPath ? pathUrl(resolvePath(specifier)) : importUrl(specifier, process.cwd());
  } catch (cause) {
    throw new ConvzooError('missing-package', {
      subject: specifier,
      expected: isPath
        ? 'a file that can be imported, or the folder of a package'
        : 'a package installed for the current directory, with this entry point',
      found: cause instanceof Error ? cause.message : String(cause),
      ...(isPath ? {} : { remedy: `Install it with \`npm install ${packageOf(specifier)}\`.` }),
      cause,
    });
  }
}

/** What a specifier means to a file of a folder. */
function importUrl(specifier: string, folder: string): string {
  const url = resolveImport(specifier, pathToFileURL(join(folder, 'importer.js')).href);
  // A package may name a file that was never built.
  if (url.startsWith('file:')) statSync(new URL(url));
  return url;
}

function pathUrl(path: string): string {
  const { name, exports } = manifestOf(path);
  // A package sees itself as others see it.
  if (typeof name === 'string' && exports !== undefined) return importUrl(name, path);
  return pathToFileURL(createRequire(join(path, 'importer.js')).resolve(path)).href;
}

function manifestOf(folder: string): { name?: unknown; exports?: unknown } {
  const file = join(folder, 'package.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** `@scope/name` of `@scope/name/entry`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
