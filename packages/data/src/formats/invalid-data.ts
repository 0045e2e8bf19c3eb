import { ConvzooError } from '@convzoo/core/errors';
import { parseJson as parseJsonText } from '@convzoo/core/json';

/** The error for a file of a dataset that does not follow its format. */
export function invalidData(subject: string, expected: string, found: string, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-data', {
    subject,
    expected,
    found,
    ...(remedy === undefined ? {} : { remedy }),
  });
}

/** A short text for any value that JSON can hold, however large or deep. */
export function shown(value: unknown): string {
  if (value === undefined) return 'none';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** @throws ConvzooError `invalid-data` */
export function parseJson(text: string, subject: string, expected = 'JSON'): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    throw invalidData(subject, expected, error instanceof Error ? error.message : String(error));
  }
}
