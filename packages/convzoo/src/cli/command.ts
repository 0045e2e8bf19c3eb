import { alignColumns } from '@convzoo/report/terminal';
import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** What a command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Sets the exit code of a command line that does not end in an error. */
  readonly exit: (code: ExitCode) => void;
}

/** Adds a command, with its options and its action, to the program. */
export type AddCommand = (program: Command, context: CommandContext) => void;

/** What a command does, imported when it runs, because TensorFlow.js takes long to load. */
export async function computing<T>(action: Promise<T>): Promise<T> {
  const [loaded, { enableProdMode }] = await Promise.all([action, import('@tensorflow/tfjs-core')]);
  // Keeps TF.js from advertising other backends on the terminal.
  enableProdMode();
  return loaded;
}

/** Options that every command has. `json` says what its result is for programs. */
export function withOutput(command: Command, json: string): Command {
  return command.option('--json', `print ${json}`).option('-q, --quiet', 'print results and errors only');
}

/** Options of every command that takes images. */
export function withImages(command: Command): Command {
  return command
    .argument('[image...]', 'files, folders or globs; - reads an image from standard input')
    .option('--files-from <file>', 'read names of images from a file, one per line; - for standard input');
}

/** Examples below the help of a command, each with what it does. */
export function examples(...lines: readonly (readonly [command: string, purpose: string])[]): string {
  return `\nExamples:\n${alignColumns(lines)
    .map((line) => `  ${line}`)
    .join('\n')}`;
}
