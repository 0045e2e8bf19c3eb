/** What went wrong, for programs; the message says the same for people. */
export type OnnxErrorKind =
  | 'runtime-missing'
  | 'runtime-version'
  | 'provider-unavailable'
  | 'model-rejected'
  | 'run-failed'
  | 'unsupported'
  | 'disposed';

/** Every error this package throws on purpose. */
export class OnnxError extends Error {
  override readonly name = 'OnnxError';

  constructor(
    readonly kind: OnnxErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The text of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
