import { defaultCommand } from '../default-command.js';
import { quoted } from '../next-steps/words.js';
import type { CommandWords, OptionWords } from './words.js';

/** Completions for zsh. */
export function zshCompletions(program: string, commands: readonly CommandWords[]): string {
  const described = commands.map(({ name, description }) => quoted(`${name}:${description}`));
  const isDefault = ({ name }: CommandWords): boolean => name === defaultCommand;
  const ordered = [...commands.filter((command) => !isDefault(command)), ...commands.filter(isDefault)];
  const cases = ordered.map(
    (command) => `        ${isDefault(command) ? '*' : command.name})
          _arguments -S ${command.options.flatMap(specsOf).join(' \\\n            ')} \\
            '*:file:_files' ;;`,
  );
  return `#compdef ${program}

_${program}() {
  local -a commands
  local context state state_descr line
  typeset -A opt_args
  commands=(
    ${described.join('\n    ')}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      _describe -t commands command commands
      _files ;;
    argument)
      case $words[1] in
${cases.join('\n')}
      esac ;;
  esac
}

if [ "$funcstack[1]" = "_${program}" ]; then
  _${program} "$@"
else
  compdef _${program} ${program}
fi
`;
}

/** `'--split[images to measure on]:value:(train test)'`, for each of an option's flags. */
function specsOf({ flags, description, takesValue, values }: OptionWords): string[] {
  const text = description.replace(/[[\]:\\]/g, '\\$&');
  const action = values.length === 0 ? '_files' : `(${values.join(' ')})`;
  return flags.map((flag) => quoted(`${flag}[${text}]${takesValue ? `:value:${action}` : ''}`));
}
