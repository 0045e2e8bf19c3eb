import { ConvzooError } from '../../packages/core/src/errors/index.ts';

/** What a parser did that it must not do. */
export interface Fault {
  readonly reason: string;
  readonly stack: string;
}

/** Megabytes that one input may add to the most that the process ever took. */
const mostGrowth = 400;
const longestMessage = 3000;

/** Runs a parser once; undefined if it did well, and a typed error is doing well. */
export async function probe(
  run: (input: Uint8Array) => unknown,
  input: Uint8Array,
): Promise<Fault | undefined> {
  const before = peak();
  const outcome = await outcomeOf(run, input);
  const growth = peak() - before;
  if (growth > mostGrowth) return { reason: `memory: ${Math.round(growth)} MB`, stack: '' };
  return outcome;
}

async function outcomeOf(run: (input: Uint8Array) => unknown, input: Uint8Array): Promise<Fault | undefined> {
  try {
    const result = run(input);
    if (result instanceof Promise) await result;
    return undefined;
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): Fault | undefined {
  const isTyped = ConvzooError.isInstance(error);
  if (isTyped && error.message.length <= longestMessage) return undefined;
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  if (isTyped) return { reason: `message of ${error.message.length} characters`, stack };
  return {
    reason: error instanceof Error ? `${error.name}: ${error.message.slice(0, 200)}` : 'thrown',
    stack,
  };
}

const peak = (): number => process.resourceUsage().maxRSS / 1024;
