import { ConvzooError, type ErrorCode } from '@convzoo/core/errors';
import { CommanderError } from 'commander';
import type { Terminal } from './terminal.js';

/** Exit codes: 0 success, 1 failure, 2 wrong usage, 130 stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Errors in the command line rather than in files. */
const misuse: ReadonlySet<ErrorCode> = new Set(['invalid-argument', 'unknown-name']);

/** Prints what went wrong. Rethrows bugs of the program. */
export function exitCodeOf(error: unknown, terminal: Terminal): ExitCode {
  // Commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (terminal.signal.aborted) {
    terminal.note('stopped');
    return 130;
  }
  if (!ConvzooError.isInstance(error)) throw error;
  terminal.problem(error.message);
  return misuse.has(error.code) ? 2 : 1;
}
