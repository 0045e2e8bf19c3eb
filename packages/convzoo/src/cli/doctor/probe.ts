import { fork } from 'node:child_process';
import type { RuntimeReport, TrainingSpeed } from '@convzoo/runtime';

/** What an engine proved and how fast it is, or why it does not start. */
export type Probe =
  | (Partial<TrainingSpeed> & Omit<RuntimeReport, 'name' | 'backend'> & { readonly name: string })
  | Failure;

export interface Failure {
  readonly reason: string;
  /** What to do about it, where that is known. */
  readonly remedy?: string;
  /** Whether a package is missing. */
  readonly missing: boolean;
}

/** Software drivers and plain JavaScript are slow, but not that slow. */
const timeLimitMs = 120_000;

/**
 * Starts an engine and measures it in a process of its own: native engines disturb each other, and some take their
 * process down. `auto` measures all anew.
 */
export async function probeEngine(name: string, signal: AbortSignal): Promise<Probe> {
  signal.throwIfAborted();
  const child = fork(new URL('./probe-process.js', import.meta.url), [name], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    killSignal: 'SIGKILL',
    timeout: timeLimitMs,
    signal,
  });
  let probe: Probe | undefined;
  child.on('message', (message: Probe) => {
    probe = message;
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killer) => {
      const end = killer === null ? `ended with exit code ${code}` : `was ended by ${killer}`;
      resolve(probe ?? { reason: `its process ${end} before it answered`, missing: false });
    });
  });
}
