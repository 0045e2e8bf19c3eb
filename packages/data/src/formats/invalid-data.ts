import { ConvzooError } from '@convzoo/core/errors';

/** The error for a file of a dataset that is not what its format says. */
export function invalidData(subject: string, expected: string, found: string, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-data', {
    subject,
    expected,
    found,
    ...(remedy === undefined ? {} : { remedy }),
  });
}
