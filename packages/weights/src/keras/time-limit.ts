import { createContext, runInContext } from 'node:vm';

const scope = createContext({});

/**
 * Runs synchronous work and ends it after so many seconds, wherever it is: even in a loop of WebAssembly, and then
 * without running a `finally` of the work.
 * @returns what the work returned; undefined if it was ended
 */
export function withTimeLimit<T extends object>(seconds: number, work: () => T): T | undefined {
  let result: T | undefined;
  scope.work = () => {
    result = work();
  };
  try {
    runInContext('work()', scope, { timeout: seconds * 1000 });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  } finally {
    delete scope.work;
  }
  return result;
}

/** What the process has used so far. */
export function processorSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    Reflect.get(error, 'code') === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
