import { ConvzooError } from '@convzoo/core';

/** What a failed file operation becomes for the reader. */
export function fileError(subject: string, expected: string, cause: unknown): ConvzooError {
  const found = cause instanceof Error ? cause.message : String(cause);
  return new ConvzooError('file-error', { subject, expected, found, cause });
}
