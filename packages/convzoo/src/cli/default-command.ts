import { existsSync } from 'node:fs';
import type { Command } from 'commander';

/** The command of a command line that names none. */
export const defaultCommand = 'classify';

/**
 * The arguments with the command that they leave out: `convzoo photo.jpg` classifies. A word that is neither a command
 * nor anything like a path stays, so that it is reported as a misspelled command.
 */
export function withCommand(args: readonly string[], program: Command): readonly string[] {
  const [first] = args;
  if (first === undefined || ownFlags.has(first) || first === 'help') return args;
  if (program.commands.some((command) => command.name() === first)) return args;
  const isImage = first.startsWith('-') || /[./\\*]/.test(first) || existsSync(first);
  return isImage ? [defaultCommand, ...args] : args;
}

const ownFlags: ReadonlySet<string> = new Set(['--help', '-h', '--version', '-V']);
