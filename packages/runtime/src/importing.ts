import { ConvzooError } from '@convzoo/core/errors';
import { nodeModule } from './host.js';

export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a package that only Node can use and that need not be installed. The specifier is a variable and the
 * comments tell bundlers to leave it alone, so that no page has to carry, or even resolve, it.
 * Throws `missing-package` if it is not installed and `runtime-unavailable` if it fails to load.
 */
export async function importNative(specifier: string): Promise<ModuleExports> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ /* turbopackIgnore: true */ specifier);
  } catch (cause) {
    throw importError(specifier, cause);
  }
}

/**
 * What a failed import of an optional package means: `missing-package` or `runtime-unavailable`.
 *
 * Imports with the package's name in them must stand within `try`, so that bundlers take the package where it is
 * installed, and go on where it is not.
 */
export function importError(specifier: string, cause: unknown): ConvzooError {
  return isMissing(cause, specifier) ? missing(specifier, cause) : broken(specifier, cause);
}

/**
 * Node, bundlers and browsers word it differently, but all quote first what they did not find: the
 * package itself, or one that it needs in turn.
 */
function isMissing(cause: unknown, specifier: string): boolean {
  if (!(cause instanceof Error)) return false;
  const [, quoted] = /['"“](.+?)['"”]/.exec(cause.message) ?? [];
  const isIt = quoted === specifier || quoted?.startsWith(`${specifier}/`) === true;
  return isIt && /cannot find|resolve|bare specifier/i.test(cause.message);
}

function missing(specifier: string, cause: unknown): ConvzooError {
  const inPage = nodeModule('node:os') === undefined;
  return new ConvzooError('missing-package', {
    subject: `package ${specifier}`,
    expected: 'it to be installed',
    found: inPage ? 'no such module in this page' : 'no such package',
    remedy: inPage
      ? `Install it with \`npm install ${specifier}\` and build the page again.`
      : `Install it with \`npm install ${specifier}\`.`,
    cause,
  });
}

function broken(specifier: string, cause: unknown): ConvzooError {
  return new ConvzooError('runtime-unavailable', {
    subject: `package ${specifier}`,
    expected: 'it to load',
    found: cause instanceof Error ? cause.message : String(cause),
    cause,
  });
}
