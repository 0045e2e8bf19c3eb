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

/**
 * Sampling and images per batch: `quick` for a look, `full` for figures to publish. The warm-up is long
 * enough for `onnxruntime`, which compiles a network once more on its seventh run, with its weights fixed.
 */
export const presets: Readonly<Record<PresetName, { sampling: Sampling; batches: readonly number[] }>> = {
  quick: { sampling: { warmups: 8, samples: 5, timeMs: 300 }, batches: [1] },
  full: { sampling: { warmups: 10, samples: 20, timeMs: 5000 }, batches: [1, 8] },
};
