import { createInterface } from 'node:readline';

/**
 * A peer says `ready`, then does one iteration for every line it gets and answers with its milliseconds, after the
 * list that the iteration returned, as JSON, if it returned one.
 */
export async function serve(iterate) {
  console.log('ready');
  for await (const _ of createInterface({ input: process.stdin })) {
    const started = performance.now();
    const result = await iterate();
    const ms = performance.now() - started;
    if (Array.isArray(result)) console.log(JSON.stringify(result));
    console.log(ms);
  }
}
