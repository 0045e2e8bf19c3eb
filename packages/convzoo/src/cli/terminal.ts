import { printable } from './printable.js';
import { type Cell, formatTable } from './table.js';

/** Where the text of a command line goes. */
export interface Streams {
  /** Results. */
  out(text: string): void;
  /** Everything else: progress, warnings, errors. */
  err(text: string): void;
  /** Whether `err` is a terminal, where a status line may be overwritten. */
  readonly interactive: boolean;
  /** Width of that terminal in characters. Default 80. */
  readonly columns?: number | undefined;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * What commands print with. Everything passes through here, and control characters in the names of files and classes
 * are escaped here.
 */
export interface Terminal {
  readonly signal: AbortSignal;
  /** A line of results. */
  line(text: string): void;
  /** A table of results. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** A value as JSON, the only result of a command. */
  json(value: unknown): void;
  /** A line on standard error, prefixed with the name of the program. */
  note(text: string): void;
  /** A table on standard error. */
  details(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** Lines about how commands are used: help on standard output, a mistake on standard error. */
  help(text: string): void;
  misuse(text: string): void;
  /** Standard error for code that draws its own status line. */
  readonly stream: {
    readonly isTTY: boolean;
    readonly columns: number;
    write(text: string): void;
  };
  /** What is going on, on a status line that the next one overwrites; an empty text clears it. Not in a pipe. */
  status(text: string): void;
}

/** Clears a terminal's line. */
const clearLine = '\r\x1b[2K';

export function openTerminal({ out, err, interactive, columns = 80, signal }: Streams): Terminal {
  let shown = '';
  const draw = (text: string): void => {
    if (interactive && text !== '') err(text);
  };
  const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
  /** Prints lines above the status line. */
  const print = (write: (text: string) => void, text: string): void => {
    if (interactive && shown !== '') err(clearLine);
    write(printableLines(text));
    draw(shown);
  };
  return {
    signal,
    line: (text) => print(out, `${printable(text)}\n`),
    table: (head, rows) => print(out, `${formatTable(head, rows)}\n`),
    json: (value) => print(out, `${JSON.stringify(value, null, 2)}\n`),
    note: (text) => print(err, `convzoo: ${printable(text)}\n`),
    details: (head, rows) => print(err, `${formatTable(head, rows)}\n`),
    help: (text) => print(out, text),
    misuse: (text) => print(err, text),
    stream: {
      isTTY: interactive,
      columns,
      write: (text) => err(text.split(clearLine).map(printableLines).join(clearLine)),
    },
    status: (text) => {
      if (interactive && shown !== '') err(clearLine);
      shown = printable(text).slice(0, columns - 1);
      draw(shown);
    },
  };
}
