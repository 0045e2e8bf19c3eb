import type { CommandWords, OptionWords } from './words.js';

/** Completions for fish, which completes names of files by itself. */
export function fishCompletions(program: string, commands: readonly CommandWords[]): string {
  const lines = commands.flatMap(({ name, description, options }) => [
    `complete -c ${program} -n __fish_use_subcommand -a ${name} -d ${fishQuoted(description)}`,
    ...options.map(
      (option) =>
        `complete -c ${program} -n ${fishQuoted(`__fish_seen_subcommand_from ${name}`)} ${argumentsOf(option)}`,
    ),
  ]);
  return `${lines.join('\n')}\n`;
}

function argumentsOf({ flags, description, takesValue, values }: OptionWords): string {
  const named = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
  const value = !takesValue ? [] : values.length === 0 ? ['-r'] : ['-x', '-a', fishQuoted(values.join(' '))];
  return [...named, ...value, '-d', fishQuoted(description)].join(' ');
}

const fishQuoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
