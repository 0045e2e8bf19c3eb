import { Argument, type Command } from 'commander';
import { models } from '../../registry/registry.js';
import { type AddCommand, examples, withOutput } from '../command.js';
import { bashCompletions } from '../completions/bash.js';
import { fishCompletions } from '../completions/fish.js';
import { type CommandWords, wordsOf } from '../completions/words.js';
import { zshCompletions } from '../completions/zsh.js';
import { presetNames } from '../preprocessing.js';

const shells: Readonly<Record<string, (program: string, commands: readonly CommandWords[]) => string>> = {
  bash: bashCompletions,
  zsh: zshCompletions,
  fish: fishCompletions,
};

/** A script that makes a shell complete commands, options and their values. */
function completionsFor(shell: string, program: Command): string {
  const words = wordsOf(program, {
    '--model': models.map(({ name }) => name),
    '--head': ['multi-class', 'multi-label', 'binary'],
    '--runtime': [
      'auto',
      'onnxruntime',
      'tensorflow',
      'tensorflow-gpu',
      'webgpu',
      'onnxruntime-web',
      'wasm',
      'cpu',
    ],
    '--preprocessing': presetNames,
  });
  return shells[shell]?.(program.name(), words) ?? '';
}

/** Adds `convzoo completions`. */
export const addCompletions: AddCommand = (program, { terminal }) => {
  withOutput(program.command('completions'), 'an object with the script')
    .description('print a script that completes commands and options in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(shells)))
    .addHelpText(
      'after',
      examples(
        ['source <(convzoo completions bash)', 'in ~/.bashrc'],
        ['source <(convzoo completions zsh)', 'in ~/.zshrc, after compinit'],
        ['convzoo completions fish | source', 'in ~/.config/fish/config.fish'],
        ['convzoo completions bash --json', 'the script as JSON'],
        ['convzoo completions bash --quiet', 'the script alone'],
      ),
    )
    .action((shell: string) => {
      const script = completionsFor(shell, program);
      terminal.json({ shell, script });
      terminal.text(script);
    });
};
