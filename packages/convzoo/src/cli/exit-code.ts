import { ConvzooError, type ErrorCode } from '@convzoo/core/errors';
import { CommanderError } from 'commander';
import type { Terminal } from './terminal.js';

/** What a command line ends with: 0 done, 1 failed, 2 misused, 130 stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Errors in what was typed, rather than in what was found. */
const misuse: ReadonlySet<ErrorCode> = new Set(['invalid-argument', 'unknown-name']);

/** Says what went wrong. Rethrows what is nobody's fault but the program's. */
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
