import type { ModelFlags } from '../open-model.js';

/** Words of a command line, quoted where a shell needs it. */
export function commandLine(...words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./#-]+$/.test(word) ? word : quoted(word))).join(' ');
}

/** Text in single quotes of a POSIX shell. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The options that open the same model again. */
export function modelWords(flags: ModelFlags): string[] {
  const { model, weights, head, labels, preprocessing, size, channels, width, option = {} } = flags;
  const options = {
    model,
    weights,
    head,
    labels,
    preprocessing,
    size: size?.join('x'),
    channels,
    width,
    option: Object.entries(option)
      .map(([name, value]) => `${name}=${value}`)
      .join(','),
  };
  return Object.entries(options).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [`--${name}`, String(value)],
  );
}
