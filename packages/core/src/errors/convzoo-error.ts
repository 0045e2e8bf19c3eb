const marker = Symbol.for('convzoo.error');

/** The kind of error, for programs to test. */
export type ErrorCode =
  | 'invalid-argument'
  | 'invalid-shape'
  | 'invalid-model'
  | 'invalid-image'
  | 'invalid-data'
  | 'invalid-weights'
  | 'weights-mismatch'
  | 'classes-mismatch'
  | 'unknown-name'
  | 'missing-package'
  | 'runtime-unavailable'
  | 'run-failed'
  | 'training-diverged'
  | 'download-failed'
  | 'upload-failed'
  | 'connection-failed'
  | 'file-error';

export interface ErrorDetails {
  /** The operation, file or argument concerned. */
  subject: string;
  expected: string;
  found: string;
  /** What the reader can do about it. */
  remedy?: string | undefined;
  cause?: unknown;
}

/**
 * The class of all errors that convzoo throws deliberately. The message reads
 * "subject: expected …, found …. remedy"; the parts are kept as fields.
 */
export class ConvzooError extends Error {
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
    Object.defineProperty(this, marker, { value: true });
  }

  /** Like `instanceof`, but also true for errors from another copy of this package. */
  static isInstance(error: unknown): error is ConvzooError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
