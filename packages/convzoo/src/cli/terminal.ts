import { printable } from './printable.js';
import { formatLine, styled, type Text } from './style.js';
import { type Cell, formatTable } from './table.js';

/** Where the text of a command line goes, and where it comes from. */
export interface Streams {
  /** Results. */
  out(text: string): void;
  /** Everything else: progress, warnings, errors. */
  err(text: string): void;
  /** All of standard input. Default nothing. */
  readonly input?: () => Promise<Uint8Array>;
  /** Whether `err` is a terminal, where a status line may be overwritten. */
  readonly interactive: boolean;
  /** Which streams show colors. Default neither. */
  readonly colors?: { readonly out: boolean; readonly err: boolean } | undefined;
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
  readonly colors: { readonly out: boolean; readonly err: boolean };
  /** All of standard input. */
  input(): Promise<Uint8Array>;
  /** Leaves out notes, tables on standard error, advice and progress. */
  beQuiet(): void;
  /** A line of results. */
  line(...parts: readonly Text[]): void;
  /** Lines of results as they are, such as a script. */
  text(lines: string): void;
  /** A table of results. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** A value as JSON, the only result of a command. */
  json(value: unknown): void;
  /** A line on standard error, prefixed with the name of the program. */
  note(text: string): void;
  /** What went wrong, on standard error, whether quiet or not. */
  problem(text: string): void;
  /** A table on standard error. */
  details(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** Commands that could follow, each with its purpose; for people alone. */
  next(...commands: readonly (readonly [command: string, purpose: string])[]): void;
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

export function openTerminal({
  out,
  err,
  input = async () => new Uint8Array(),
  interactive,
  colors = { out: false, err: false },
  columns = 80,
  signal,
}: Streams): Terminal {
  let shown = '';
  let quiet = false;
  const draw = (text: string): void => {
    if (interactive && text !== '') err(text);
  };
  const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
  /** Prints lines above the status line. */
  const print = (write: (text: string) => void, text: string): void => {
    if (interactive && shown !== '') err(clearLine);
    write(text);
    draw(shown);
  };
  const note = (...parts: readonly Text[]): void => {
    if (!quiet) print(err, `${formatLine(parts, colors.err)}\n`);
  };
  return {
    signal,
    colors,
    input,
    beQuiet: () => {
      quiet = true;
    },
    line: (...parts) => print(out, `${formatLine(parts, colors.out)}\n`),
    text: (lines) => print(out, printableLines(lines)),
    table: (head, rows) => print(out, `${formatTable(head, rows, colors.out)}\n`),
    json: (value) => print(out, `${printableLines(JSON.stringify(value, null, 2))}\n`),
    note: (text) => note(styled('dim', 'convzoo: '), text),
    problem: (text) => print(err, `${formatLine([styled('red', 'convzoo: '), text], colors.err)}\n`),
    details: (head, rows) => {
      if (!quiet) print(err, `${formatTable(head, rows, colors.err)}\n`);
    },
    next: (...commands) => {
      if (!interactive) return;
      note('');
      note(styled('bold', 'Next'));
      const width = Math.max(...commands.map(([command]) => command.length));
      for (const [command, purpose] of commands) {
        note('  ', styled('cyan', command.padEnd(width)), '  ', styled('dim', purpose));
      }
    },
    help: (text) => print(out, text),
    misuse: (text) => print(err, printableLines(text)),
    stream: {
      isTTY: interactive && !quiet,
      columns,
      write: (text) => {
        if (!quiet) err(text.split(clearLine).map(printableLines).join(clearLine));
      },
    },
    status: (text) => {
      if (interactive && shown !== '') err(clearLine);
      shown = quiet ? '' : printable(text).slice(0, columns - 1);
      draw(shown);
    },
  };
}
