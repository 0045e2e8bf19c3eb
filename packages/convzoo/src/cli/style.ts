import { styleText } from 'node:util';
import { printable } from '@convzoo/report/terminal';

export type Format = Parameters<typeof styleText>[0];

/** A piece of a line: text, or text in a color or weight. */
export type Text = string | { readonly format: Format; readonly text: string };

/** Text in a color or weight, where the terminal shows them. */
export const styled = (format: Format, text: string): Text => ({ format, text });

/** Pieces as one line for a terminal. Control characters in them are escaped; the styles are the only ones added. */
export function formatLine(parts: readonly Text[], colors: boolean): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return printable(part);
      const text = printable(part.text);
      return colors ? styleText(part.format, text, { validateStream: false }) : text;
    })
    .join('');
}
