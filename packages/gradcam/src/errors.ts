import type { ConvzooError, ErrorCode, ErrorDetails } from '@convzoo/core';

/**
 * The error that convzoo throws on purpose, made here so that explanation needs nothing of core at run
 * time: core's `ConvzooError.isInstance` knows it by its marker, and its fields are the same.
 */
export class ExplanationError extends Error implements ConvzooError {
  override readonly name = 'ConvzooError';
  readonly code: ErrorCode;
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, { subject, expected, found, remedy, cause }: ErrorDetails) {
    super(
      `${subject}: expected ${expected}, found ${found}.${remedy === undefined ? '' : ` ${remedy}`}`,
      cause === undefined ? undefined : { cause },
    );
    this.code = code;
    this.subject = subject;
    this.expected = expected;
    this.found = found;
    this.remedy = remedy;
    Object.defineProperty(this, Symbol.for('convzoo.error'), { value: true });
  }
}
