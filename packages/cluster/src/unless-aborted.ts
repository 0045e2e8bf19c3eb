/**
 * What a promise gives, or undefined some milliseconds after the signal was aborted: commands wait for as long as Redis
 * is away.
 */
export async function unlessAborted<T>(
  promise: Promise<T>,
  signal: AbortSignal,
  grace = 0,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  let stop = (): void => {};
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => {
      timer = setTimeout(resolve, grace, undefined);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
