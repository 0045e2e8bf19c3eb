#!/usr/bin/env node
import { constants } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { styleText } from 'node:util';
import { run } from './cli/program.js';

const controller = new AbortController();
let stopped: 'SIGINT' | 'SIGTERM' | 'SIGHUP' | undefined;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    stopped ??= signal;
    controller.abort();
  });
}

// A reader such as `head` may close standard output early; that is not a failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
// Without a standard error there is nobody to tell, but the work goes on.
process.stderr.on('error', () => {});

/** Node's own rules: NO_COLOR, FORCE_COLOR, and whether the stream is a terminal that has colors. */
const hasColors = (stream: NodeJS.WriteStream): boolean => styleText('bold', 'x', { stream }) !== 'x';

const code = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  input: () => buffer(process.stdin),
  interactive: process.stderr.isTTY,
  colors: { out: hasColors(process.stdout), err: hasColors(process.stderr) },
  columns: process.stderr.columns,
  signal: controller.signal,
});
process.exitCode = code === 130 && stopped !== undefined ? 128 + constants.signals[stopped] : code;
