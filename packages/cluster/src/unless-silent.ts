/** What some work gives, or undefined once it has reported nothing for some milliseconds. It goes on all the same. */
export async function unlessSilent<T>(
  milliseconds: number,
  work: (report: () => void) => Promise<T>,
): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const silent = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, milliseconds, undefined);
  });
  try {
    const working = work(() => timer?.refresh());
    // It may fail when nobody waits for it any more.
    working.catch(() => {});
    return await Promise.race([working, silent]);
  } finally {
    clearTimeout(timer);
  }
}
