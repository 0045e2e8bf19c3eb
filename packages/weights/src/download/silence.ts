/** A server that sends nothing for so long has forgotten us. */
export const longestSilenceMs = 60_000;

export interface Silence {
  /** Aborted by the caller's signal, and where nothing was heard for too long. */
  readonly signal: AbortSignal;
  /** Something arrived: the time begins again. */
  heard(): void;
  /** Nothing more is expected. */
  end(): void;
}

/** Limits how long a request may be silent. */
export function limitSilence(signal: AbortSignal | undefined, ms: number = longestSilenceMs): Silence {
  const silent = new AbortController();
  const abort = (): void => silent.abort(new Error(`nothing arrived for ${ms / 1000} s`));
  let timer = setTimeout(abort, ms);
  return {
    signal: signal === undefined ? silent.signal : AbortSignal.any([signal, silent.signal]),
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(abort, ms);
    },
    end: () => clearTimeout(timer),
  };
}

/** The same pieces, each of which is heard; the time begins when the first is asked for. */
export async function* audible(
  chunks: AsyncIterable<Uint8Array>,
  silence: Silence,
): AsyncGenerator<Uint8Array> {
  silence.heard();
  try {
    for await (const chunk of chunks) {
      silence.heard();
      yield chunk;
    }
  } finally {
    silence.end();
  }
}
