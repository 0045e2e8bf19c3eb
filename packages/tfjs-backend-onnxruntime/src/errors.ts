/** The kind of error, for programs to test. */
export type ErrorCode =
  | 'invalid-argument'
  | 'invalid-model'
  | 'missing-package'
  | 'runtime-unavailable'
  | 'run-failed';

export interface ErrorDetails {
  /** What was being done, or the package or argument concerned. */
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  /** What the reader can do about it. */
  readonly remedy?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Every error that this package throws on purpose. The message reads
 * "subject: expected …, found …. remedy"; the parts are kept as fields.
 *
 * The `convzoo.error` marker lets convzoo's packages recognize it without this package depending on them:
 * `ConvzooError.isInstance(error)` of `@convzoo/core` is true, and `code` is one of its codes.
 */
export class OnnxRuntimeError extends Error {
  override readonly name = 'OnnxRuntimeError';
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

/** ONNX Runtime, or one of its execution providers, cannot be used. */
export function unavailable(
  subject: string,
  found: string,
  remedy: string,
  cause?: unknown,
): OnnxRuntimeError {
  const expected = 'an engine that starts and computes';
  return new OnnxRuntimeError('runtime-unavailable', { subject, expected, found, remedy, cause });
}

/** ONNX Runtime refused to compile a model. */
export function compilationFailed(subject: string, cause: unknown): OnnxRuntimeError {
  const expected = 'a model that ONNX Runtime accepts';
  return new OnnxRuntimeError('invalid-model', { subject, expected, found: messageOf(cause), cause });
}

/** ONNX Runtime could not run a compiled model: it ran out of memory, for example. */
export function runFailed(subject: string, cause: unknown): OnnxRuntimeError {
  const expected = 'ONNX Runtime to run it';
  return new OnnxRuntimeError('run-failed', { subject, expected, found: messageOf(cause), cause });
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
