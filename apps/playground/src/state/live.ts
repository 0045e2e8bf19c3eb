import type { Pixels, Prediction } from '@convzoo/core';
import { type ReadonlySignal, signal } from '@preact/signals';
import { run } from './compute.js';
import { first } from './slot.js';
import { createTask, type Task } from './task.js';

/** What the first network says of the newest frame. */
export interface Live {
  readonly scores: readonly Prediction[];
  /** Frames classified in a second, of late. */
  readonly rate: number;
}

const newest = signal<Live>();
export const live: ReadonlySignal<Live | undefined> = newest;
/** Classifying frames until it is canceled. */
export const watching: Task<void> = createTask();

/** Classifies one frame after the other; those that come meanwhile are left out. */
export function watch(frame: () => Pixels | undefined): void {
  newest.value = undefined;
  void watching.start(async (work) => {
    let [before, seconds] = [performance.now(), 0];
    while (!work.signal.aborted) {
      const [network, image] = [first.network.value.value, frame()];
      if (network !== undefined && image !== undefined) {
        const { scores } = await run('classify', { network: network.id, image }, work);
        const now = performance.now();
        const last = (now - before) / 1000;
        seconds = seconds === 0 ? last : 0.8 * seconds + 0.2 * last;
        before = now;
        newest.value = { scores, rate: 1 / seconds };
      }
      await nextFrame();
    }
  });
}

export function stopWatching(): void {
  watching.cancel();
  newest.value = undefined;
}

/** A page that nobody sees draws no frames, and so computes nothing. */
function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}
