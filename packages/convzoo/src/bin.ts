#!/usr/bin/env node
import { run } from './cli/program.js';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());

// Whoever reads the output may have enough of it before its end, as `head` has: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY,
  signal: controller.signal,
});
