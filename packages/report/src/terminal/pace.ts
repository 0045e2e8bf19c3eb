/** Seconds that the pace is averaged over, so that it forgets how slowly things started. */
const window = 30;

/** Seconds between the samples that are kept. */
const apart = 0.1;

interface Sample {
  readonly done: number;
  readonly seconds: number;
}

/** How much is done per second of late; undefined until there is something to compare. */
export function measurePace(): (now: Sample) => number | undefined {
  let samples: readonly Sample[] = [];
  return (now) => {
    const last = samples.at(-1);
    if (last === undefined) samples = [now];
    else if (now.seconds - last.seconds >= apart) {
      const recent = samples.filter(({ seconds }) => now.seconds - seconds <= window);
      samples = [...(recent.length > 0 ? recent : [last]), now];
    }
    const [first = now] = samples;
    const done = now.done - first.done;
    const seconds = now.seconds - first.seconds;
    return done > 0 && seconds >= apart ? done / seconds : undefined;
  };
}
