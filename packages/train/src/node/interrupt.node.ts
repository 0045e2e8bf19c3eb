/** What a process reports that ended because of SIGINT: 128 + 2. */
export const interruptedExitCode = 130;

export interface Interruption {
  /** Aborted by the first SIGINT. */
  readonly signal: AbortSignal;
  /** Gives SIGINT its usual meaning back. */
  dispose(): void;
}

/** Turns the first SIGINT (Ctrl-C) into a signal to finish and save; the second ends the process at once. */
export function listenForInterrupt(onFirst: () => void = () => {}): Interruption {
  const controller = new AbortController();
  const listener = (): void => {
    if (controller.signal.aborted) process.exit(interruptedExitCode);
    controller.abort();
    onFirst();
  };
  process.on('SIGINT', listener);
  return { signal: controller.signal, dispose: () => process.off('SIGINT', listener) };
}
