import type { Command } from 'commander';

/** What a shell can complete after a command. */
export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
}

export interface OptionWords {
  /** Such as `-q` and `--quiet`. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Whether a value follows. */
  readonly takesValue: boolean;
  /** The values to choose from; empty for any, such as files. */
  readonly values: readonly string[];
}

/** The commands of a program. `values` has, by flag, what commander does not know as choices. */
export function wordsOf(
  program: Command,
  values: Readonly<Record<string, readonly string[]>>,
): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: oneLine(command.description()),
    options: command
      .createHelp()
      .visibleOptions(command)
      .map(({ short, long, required, optional, argChoices, description }) => ({
        flags: [short, long].filter((flag) => flag !== undefined),
        description: oneLine(description),
        takesValue: required || optional,
        values: argChoices ?? values[long ?? ''] ?? [],
      })),
  }));
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
