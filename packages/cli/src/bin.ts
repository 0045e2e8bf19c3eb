#!/usr/bin/env node
import { run } from './program.js';

const controller = new AbortController();
process.once('SIGINT', () => controller.abort());

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  interactive: process.stderr.isTTY,
  signal: controller.signal,
});
