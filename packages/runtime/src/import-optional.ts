import { ConvzooError } from '@convzoo/core/errors';
import { nodeModule } from './host.js';

export type ModuleExports = Readonly<Record<string, unknown>>;

/**
 * Imports a package that need not be installed. The specifier is a variable and the comments tell
 * bundlers to leave it alone, so that no page has to carry, or even resolve, an engine it doesn't use.
 * Throws `missing-package` if it is not installed and `runtime-unavailable` if it fails to load.
 */
export async function importOptional(specifier: string): Promise<ModuleExports> {
  try {
    return await import(/* @vite-ignore */ /* webpackIgnore: true */ specifier);
  } catch (cause) {
    throw isMissing(cause, specifier) ? missing(specifier, cause) : broken(specifier, cause);
  }
}

/**
 * Node, bundlers and browsers word it differently, but all quote first what they did not find: the
 * package itself, or one that it needs in turn.
 */
function isMissing(cause: unknown, specifier: string): boolean {
  if (!(cause instanceof Error)) return false;
  const [, quoted] = /['"“](.+?)['"”]/.exec(cause.message) ?? [];
  return quoted === specifier && /cannot find|resolve|bare specifier/i.test(cause.message);
}

function missing(specifier: string, cause: unknown): ConvzooError {
  const inPage = nodeModule('node:os') === undefined;
  return new ConvzooError('missing-package', {
    subject: `package ${specifier}`,
    expected: 'it to be installed',
    found: inPage ? 'no such module in this page' : 'no such package',
    remedy: inPage
      ? `Install it with \`npm install ${specifier}\` and import it in the page before the runtime starts.`
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
