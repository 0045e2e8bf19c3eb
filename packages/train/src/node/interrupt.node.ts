import { constants } from 'node:os';

/** Signals that ask a process to end, each with the exit code that tells of it: 128 and the signal's number. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export type InterruptSignal = (typeof signals)[number];

export const exitCodeOf = (name: InterruptSignal): number => 128 + constants.signals[name];

export interface Interruption {
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** What a process that was interrupted exits with: 130 for SIGINT, 143 for SIGTERM, 129 for SIGHUP. */
  readonly exitCode: () => number;
  /** Gives the signals their usual meaning back. */
  dispose(): void;
}

/**
 * Turns the first SIGINT (Ctrl-C), SIGTERM or SIGHUP (a closed terminal) into an abort signal, so that a run
 * finishes its step and saves; the second ends the process at once.
 */
export function listenForInterrupt(onFirst: () => void = () => {}): Interruption {
  const controller = new AbortController();
  let first: InterruptSignal = 'SIGINT';
  const listener = (name: NodeJS.Signals): void => {
    const known = signals.find((one) => one === name) ?? 'SIGINT';
    if (controller.signal.aborted) process.exit(exitCodeOf(known));
    first = known;
    controller.abort();
    onFirst();
  };
  for (const name of signals) process.on(name, listener);
  return {
    signal: controller.signal,
    exitCode: () => exitCodeOf(first),
    dispose: () => {
      for (const name of signals) process.off(name, listener);
    },
  };
}
