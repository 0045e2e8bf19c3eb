import { ConvzooError } from './convzoo-error.js';

/** The error for a package that is not a dependency and was not found, or did not load: `missing-package`. */
export function missingPackage(subject: string, name: string, cause: unknown): ConvzooError {
  return new ConvzooError('missing-package', {
    subject,
    expected: `the package ${name}`,
    found: cause instanceof Error ? cause.message : String(cause),
    remedy: `npm install ${name}`,
    cause,
  });
}
