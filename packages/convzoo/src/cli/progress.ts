import { Presets, SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.js';

export interface ProgressBar {
  update(done: number, total: number): void;
  stop(): void;
}

/** A bar where a person watches, nothing in a pipe. It appears with the first update. */
export function progressBar(terminal: Terminal, what: string, unit: string): ProgressBar {
  if (!terminal.interactive) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      format: `${what} {bar} {value}/{total} ${unit} {eta_formatted}`,
      clearOnComplete: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
  let started = false;
  return {
    update: (done, total) => {
      if (!started) bar.start(Math.round(total), 0);
      started = true;
      bar.setTotal(Math.round(total));
      bar.update(Math.round(done));
    },
    stop: () => {
      if (started) bar.stop();
    },
  };
}
