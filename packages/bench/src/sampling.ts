/** How often and how long one model is run. */
export interface Sampling {
  /** Fewest untimed runs between the first run and the samples. */
  readonly warmups: number;
  /** Fewest timed runs. */
  readonly samples: number;
  /** Shortest time of the timed runs together, and of the warm-up, in milliseconds. */
  readonly timeMs: number;
}

export type PresetName = 'quick' | 'full';

/** Sampling and images per batch: `quick` for a look, `full` for figures to publish. */
export const presets: Readonly<Record<PresetName, { sampling: Sampling; batches: readonly number[] }>> = {
  quick: { sampling: { warmups: 3, samples: 5, timeMs: 300 }, batches: [1] },
  full: { sampling: { warmups: 5, samples: 20, timeMs: 5000 }, batches: [1, 8] },
};
