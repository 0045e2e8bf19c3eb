/** Where a command writes. Tests give their own. */
export interface Terminal {
  /** Results. */
  out(text: string): void;
  /** Everything else: progress, warnings, errors. */
  err(text: string): void;
  /** Whether a person watches `err`. */
  readonly interactive: boolean;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}
