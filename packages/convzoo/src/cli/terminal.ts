import {
  alignColumns,
  type Cell,
  type ProgressLine,
  printable,
  progressOn,
  textTable,
} from '@convzoo/report/terminal';
import { formatLine, styled, type Text } from './style.js';

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

/** A command that could follow, with its purpose. */
export type NextStep = readonly [command: string, purpose: string];

/** The options that every command has. */
export interface Output {
  /** Results are for programs, as JSON, rather than for people. Default false. */
  readonly json?: boolean;
  /** Notes, tables on standard error, advice and progress are left out. Default false. */
  readonly quiet?: boolean;
}

/**
 * What commands print with. A command gives its result both for people and for programs, and the one that is asked for
 * is printed. Control characters in the names of files and classes are escaped.
 */
export interface Terminal {
  readonly signal: AbortSignal;
  readonly colors: { readonly out: boolean; readonly err: boolean };
  /** All of standard input. */
  input(): Promise<Uint8Array>;
  /** Chooses what is printed, before anything is. */
  configure(output: Output): void;
  /** A line of results, for people. */
  line(...parts: readonly Text[]): void;
  /** Lines of results as they are, such as a script, for people. */
  text(lines: string): void;
  /** A table of results, for people. */
  table(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** The whole result, for programs. */
  json(value: unknown): void;
  /** A part of the result as soon as it is known, on a line of its own, for programs. */
  jsonLine(value: unknown): void;
  /** A line on standard error, prefixed with the name of the program. */
  note(text: string): void;
  /** What went wrong, on standard error, whether quiet or not. */
  problem(text: string): void;
  /** A table on standard error. */
  details(head: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** Commands that could follow, each with its purpose; for people alone. */
  next(...steps: readonly NextStep[]): void;
  /** Lines about how commands are used: help on standard output, a mistake on standard error. */
  help(text: string): void;
  misuse(text: string): void;
  /** What is going on, on standard error. */
  readonly progress: ProgressLine;
}

export function openTerminal({
  out,
  err,
  input = async () => new Uint8Array(),
  interactive,
  colors = { out: false, err: false },
  columns = 80,
  signal,
}: Streams): Terminal {
  let json = false;
  let quiet = false;
  const display = progressOn({ isTTY: interactive, columns, write: err });
  const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
  const print = (write: (text: string) => void, text: string): void => display.above(() => write(text));
  const table = (isColored: boolean, head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
    `${textTable(head, rows, (title) => formatLine([styled('bold', title)], isColored))}\n`;
  const forPeople = (text: string): void => {
    if (!json) print(out, text);
  };
  const forPrograms = (text: string): void => {
    if (json) print(out, text);
  };
  const say = (text: string): void => {
    if (!quiet) print(err, text);
  };
  const note = (...parts: readonly Text[]): void => say(`${formatLine(parts, colors.err)}\n`);
  return {
    signal,
    colors,
    input,
    configure: (output) => {
      json = output.json === true;
      quiet = output.quiet === true;
    },
    line: (...parts) => forPeople(`${formatLine(parts, colors.out)}\n`),
    text: (lines) => forPeople(printableLines(lines)),
    table: (head, rows) => forPeople(table(colors.out, head, rows)),
    json: (value) => forPrograms(`${printableLines(JSON.stringify(value, null, 2))}\n`),
    jsonLine: (value) => forPrograms(`${printable(JSON.stringify(value))}\n`),
    note: (text) => note(styled('dim', 'convzoo: '), text),
    problem: (text) => print(err, `${formatLine([styled('red', 'convzoo: '), text], colors.err)}\n`),
    details: (head, rows) => say(table(colors.err, head, rows)),
    next: (...steps) => {
      if (!interactive || json) return;
      const rows = steps.map(([command, purpose]) => [
        formatLine(['  ', styled('cyan', command)], colors.err),
        formatLine([styled('dim', purpose)], colors.err),
      ]);
      note('');
      note(styled('bold', 'Next'));
      say(`${alignColumns(rows).join('\n')}\n`);
    },
    help: (text) => print(out, text),
    misuse: (text) => print(err, printableLines(text)),
    progress: {
      show: (work) => {
        if (!quiet) display.show(work);
      },
      log: (line) => {
        if (!quiet) display.log(line);
      },
      above: display.above,
      clear: display.clear,
    },
  };
}
