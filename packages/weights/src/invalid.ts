import { ConvzooError } from '@convzoo/core/errors';

/** The error of every parser here: the bytes are not what the format promises. */
export function invalidWeights(
  subject: string,
  expected: string,
  found: string,
  remedy?: string,
  cause?: unknown,
): ConvzooError {
  return new ConvzooError('invalid-weights', {
    subject: brief(subject),
    expected: brief(expected),
    found: brief(found),
    cause,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** A hostile file must not choose how long an error message gets. */
function brief(text: string): string {
  return text.length <= 400 ? text : `${text.slice(0, 400)}…`;
}
