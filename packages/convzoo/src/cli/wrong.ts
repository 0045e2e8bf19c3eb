import { ConvzooError } from '@convzoo/core/errors';

/** A flag whose value contradicts others, or that is missing. */
export function wrong(flag: string, expected: string, found: string): ConvzooError {
  return new ConvzooError('invalid-argument', { subject: flag, expected, found });
}
