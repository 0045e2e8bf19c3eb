import type { Ended } from '../torture/command.ts';

/** A command line, and what is right for it. */
export interface Row {
  /** What is right, as a clause. */
  readonly right: string;
  /** `@` stands for the folder of the inputs. */
  readonly args: readonly string[];
  readonly code: 0 | 1 | 2;
  /** What is printed among results and errors. */
  readonly says?: readonly (string | RegExp)[];
  /** What is not. */
  readonly hides?: RegExp;
  /** Pictures in a folder afterwards. */
  readonly pictures?: { readonly folder: string; readonly count: number };
  /** Prepares what the command reads. */
  readonly before?: (folder: string) => Promise<void>;
}

/** What every command owes, whatever it is given. */
const longestError = 1000;
const stackTrace = /^\s+at .*[:/]\d+/m;

/** What is wrong with how a command ended. */
export function problemsOf(row: Row, { code, out, err }: Ended, pictures: number): string[] {
  const printed = `${out}${err}`;
  const says = row.says ?? [];
  return [
    ...(code === row.code ? [] : [`exit code ${code} instead of ${row.code}`]),
    ...says
      .filter((part) => (typeof part === 'string' ? !printed.includes(part) : !part.test(printed)))
      .map((part) => `does not say ${part}`),
    ...(row.hides?.test(printed) ? [`says ${row.hides}`] : []),
    ...(stackTrace.test(printed) ? ['prints a stack trace'] : []),
    ...(row.code !== 0 && err.length > longestError ? [`an error of ${err.length} characters`] : []),
    ...(row.pictures === undefined || pictures === row.pictures.count
      ? []
      : [`${pictures} pictures instead of ${row.pictures.count}`]),
  ];
}
