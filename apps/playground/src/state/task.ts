import { type ReadonlySignal, signal } from '@preact/signals';
import type { Work } from '../compute/jobs.js';

/** Work of one kind of which only the newest counts: starting it again cancels what runs. */
export interface Task<T> {
  readonly value: ReadonlySignal<T | undefined>;
  /** The share that is done, from 0 to 1, while it runs. */
  readonly share: ReadonlySignal<number | undefined>;
  readonly error: ReadonlySignal<string | undefined>;
  /** The old value stays until the new one is there. */
  start(work: (work: Work) => Promise<T>): Promise<void>;
  cancel(): void;
  /** Cancels, and forgets value and error. */
  clear(): void;
}

export function createTask<T>(): Task<T> {
  const value = signal<T>();
  const share = signal<number>();
  const error = signal<string>();
  let running: AbortController | undefined;

  const cancel = (): void => {
    running?.abort();
    running = undefined;
    share.value = undefined;
  };
  return {
    value,
    share,
    error,
    cancel,
    start: async (work) => {
      cancel();
      const own = new AbortController();
      running = own;
      share.value = 0;
      error.value = undefined;
      const { signal: aborted } = own;
      try {
        const result = await work({
          signal: aborted,
          onProgress: (done) => {
            if (running === own) share.value = done;
          },
        });
        if (running === own) value.value = result;
      } catch (reason) {
        if (running === own) error.value = reason instanceof Error ? reason.message : String(reason);
      } finally {
        if (running === own) {
          running = undefined;
          share.value = undefined;
        }
      }
    },
    clear: () => {
      cancel();
      value.value = undefined;
      error.value = undefined;
    },
  };
}
