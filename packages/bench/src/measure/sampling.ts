/** How often and how long a subject is run in each round. */
export interface Sampling {
  /** Fewest untimed runs between the first run and the samples. */
  readonly warmups: number;
  /** Fewest timed runs. */
  readonly samples: number;
  /** Shortest time of the timed runs together, and of the warm-up, in milliseconds. */
  readonly timeMs: number;
}

/** A network of half a gigabyte takes seconds to load. */
export function loadingSampling({ samples, timeMs }: Sampling): Sampling {
  return { warmups: 1, samples: Math.ceil(samples / 2), timeMs: timeMs / 2 };
}

/** Training steps take long: fewer of them do, as they also vary less. */
export function trainingSampling({ warmups, samples, timeMs }: Sampling): Sampling {
  return { warmups: Math.min(3, warmups), samples: Math.ceil(samples / 2), timeMs: timeMs / 2 };
}
