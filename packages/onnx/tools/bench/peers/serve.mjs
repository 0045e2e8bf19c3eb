import { createInterface } from 'node:readline';

/** Short iterations are repeated for so many milliseconds, and their mean counts. */
const SHORTEST = 200;

/**
 * A peer says `ready`, then does one iteration for every line it gets and answers with its milliseconds,
 * after the list that the iteration returned, as JSON, if it returned one.
 */
export async function serve(iterate) {
  console.log('ready');
  for await (const _ of createInterface({ input: process.stdin })) {
    const started = performance.now();
    let result;
    let runs = 0;
    do {
      result = await iterate();
      runs++;
    } while (performance.now() - started < SHORTEST);
    const ms = (performance.now() - started) / runs;
    if (Array.isArray(result)) console.log(JSON.stringify(result));
    console.log(ms);
  }
}
