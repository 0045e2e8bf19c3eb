#!/usr/bin/env node
import { constants } from 'node:os';
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

const code = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY,
  columns: process.stderr.columns,
  signal: controller.signal,
});
process.exitCode = code === 130 && stopped !== undefined ? 128 + constants.signals[stopped] : code;
