import { formatDuration } from './duration.js';
import { measurePace } from './pace.js';
import { printable } from './printable.js';
import { fitted } from './width.js';

/** Where progress is shown, such as `process.stderr`. */
export interface ProgressStream {
  /** Whether a person watches, so that a line may be overwritten. */
  readonly isTTY?: boolean;
  /** Width of the terminal. Default 80. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

/** What is going on, and how far it is. */
export interface Work {
  readonly text: string;
  readonly done?: number | undefined;
  /** What `done` will be at the end; 1 for a share, which is shown in percent. */
  readonly total?: number | undefined;
  /** What is counted, such as images. The pace is shown in it. */
  readonly unit?: string | undefined;
  /** Left out, it follows from the pace. */
  readonly secondsLeft?: number | undefined;
}

export interface ProgressLine {
  /** On a terminal a line that is overwritten; in a pipe a plain line now and then. */
  show(work: Work): void;
  /** A line that stays. */
  log(line: string): void;
  /** Lets something else write on the terminal, above the line. */
  above(write: () => void): void;
  /** Removes the line. */
  clear(): void;
}

/** Milliseconds between lines. */
const terminalInterval = 100;
const pipeInterval = 30_000;

/** Milliseconds after which the time is updated, though nothing is heard of the work. */
const tick = 1000;

const clearLine = '\r\x1b[2K';

/** Shows on a stream how work goes on: how much is done, how fast, and how long it will take. */
export function progressOn(
  stream: ProgressStream,
  now: () => number = () => performance.now(),
): ProgressLine {
  let work: (Work & { readonly pace: number | undefined; readonly since: number }) | undefined;
  let pace = measurePace();
  let line = '';
  let written: number | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;

  const lineNow = (): string =>
    work === undefined ? '' : describeWork(work, work.pace, (now() - work.since) / 1000);
  const redraw = (): void => {
    line = fitted(lineNow(), (stream.columns ?? 80) - 1);
    written = now();
    stream.write(`${clearLine}${line}`);
  };
  const show = (next: Work): void => {
    const time = now();
    const { done, total, unit } = next;
    if (total !== work?.total || unit !== work?.unit) pace = measurePace();
    const speed = done === undefined ? undefined : pace({ done, seconds: time / 1000 });
    work = { ...next, pace: speed, since: time };
    if (stream.isTTY === true) {
      timer ??= setInterval(redraw, tick).unref();
      if (written === undefined || time - written >= terminalInterval) redraw();
      return;
    }
    written ??= time;
    if (time - written < pipeInterval) return;
    written = time;
    stream.write(`${lineNow()}\n`);
  };
  const above = (write: () => void): void => {
    if (line !== '') stream.write(clearLine);
    write();
    if (line !== '') stream.write(line);
  };
  return {
    show,
    above,
    log: (text) => above(() => stream.write(`${printable(text)}\n`)),
    clear: () => {
      clearInterval(timer);
      timer = undefined;
      work = undefined;
      written = undefined;
      if (line !== '') stream.write(clearLine);
      line = '';
    },
  };
}

/** `training  640/1200 images  16.1 images/s  35 s left`. */
function describeWork(work: Work, pace: number | undefined, elapsed: number): string {
  const { text, done, total, unit } = work;
  const rest = pace !== undefined && total !== undefined ? (total - (done ?? 0)) / pace : undefined;
  const left = work.secondsLeft ?? rest;
  return [
    printable(text),
    amountOf(work),
    pace === undefined || unit === undefined ? '' : `${pace.toFixed(1)} ${unit}/s`,
    left === undefined ? waited(elapsed) : `${formatDuration(Math.max(0, left - elapsed))} left`,
  ]
    .filter(Boolean)
    .join('  ');
}

function amountOf({ done, total, unit = '' }: Work): string {
  if (done === undefined) return '';
  if (total === 1) return `${Math.floor(100 * done)} %`;
  const amounts = total === undefined ? [done] : [done, total];
  return `${amounts.map(formatAmount).join('/')} ${unit}`.trimEnd();
}

function formatAmount(amount: number): string {
  return Number.isInteger(amount) ? `${amount}` : amount.toFixed(1);
}

function waited(seconds: number): string {
  return seconds < 1 ? '' : formatDuration(seconds);
}
