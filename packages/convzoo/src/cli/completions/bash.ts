import { defaultCommand } from '../default-command.js';
import { quoted } from '../next-steps/words.js';
import type { CommandWords } from './words.js';

/** Completions for bash. Where nothing else fits, bash completes names of files. */
export function bashCompletions(program: string, commands: readonly CommandWords[]): string {
  const names = commands.map(({ name }) => name);
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ flags, takesValue, values }) => {
      if (!takesValue) return [];
      const patterns = flags.map((flag) => `${name}:${flag}`).join('|');
      return [`    ${patterns}) words=${quoted(values.join(' '))} ;;`];
    }),
  );
  const options = commands.map(
    ({ name, options }) => `    ${name}) words=${quoted(options.flatMap(({ flags }) => flags).join(' '))} ;;`,
  );
  return `_${program}() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]} command= word words=
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in
      ${names.join('|')}) command=$word; break ;;
    esac
  done
  case $command:$previous in
${values.join('\n')}
    *)
      if [[ $current == -* ]]; then
        case \${command:-${defaultCommand}} in
${options.map((line) => `      ${line}`).join('\n')}
        esac
      elif [[ -z $command && $COMP_CWORD -eq 1 ]]; then
        words=${quoted(names.join(' '))}
      fi ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _${program} ${program}
`;
}
