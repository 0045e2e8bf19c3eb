import { createInterface } from 'node:readline';

/** A peer says `ready`, then does one iteration for every line it gets and answers with its milliseconds. */
export async function serve(iterate) {
  console.log('ready');
  for await (const _ of createInterface({ input: process.stdin })) {
    const started = performance.now();
    await iterate();
    console.log(performance.now() - started);
  }
}
