import { createContext, Script } from 'node:vm';

const scope = createContext({});
const script = new Script('work()');

/**
 * Runs synchronous work and ends it after so many seconds, wherever it is: even in a loop of WebAssembly, and then
 * without running a `finally` of the work.
 * @returns what the work returned; undefined if it was ended
 */
export function withTimeLimit<T extends object>(seconds: number, work: () => T): T | undefined {
  let finish: (() => T) | undefined;
  // What the work throws does not leave the script, for which Node would look up where in the source it was thrown.
  scope.work = () => {
    try {
      const result = work();
      finish = () => result;
    } catch (error) {
      finish = () => {
        throw error;
      };
    }
  };
  try {
    script.runInContext(scope, { timeout: seconds * 1000 });
  } catch (error) {
    if (!isTimeout(error)) throw error;
  } finally {
    delete scope.work;
  }
  return finish?.();
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
