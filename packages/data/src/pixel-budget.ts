/** One image's part of a budget of pixels. */
export interface PixelTurn {
  /** Waits until so many more pixels may be in memory, and until all turns before this one had theirs. */
  take(pixels: number): Promise<void>;
  /** The image needs no pixels after all: the turns behind it no longer wait for it. */
  skip(): void;
  /** The pixels are no longer in memory. */
  release(): void;
}

interface Waiting {
  wanted?: { readonly pixels: number; readonly admit: () => void };
}

/**
 * Bounds the pixels that the images of a sequence hold in memory together. Turns are served in the order in
 * which they were drawn, so that a consumer who takes the images in that order always gets the next one. An
 * image above the limit is admitted alone.
 */
export function pixelBudget(limit: number): () => PixelTurn {
  const queue: Waiting[] = [];
  let held = 0;
  const serve = (): void => {
    for (;;) {
      const wanted = queue[0]?.wanted;
      if (wanted === undefined || (held > 0 && held + wanted.pixels > limit)) return;
      queue.shift();
      held += wanted.pixels;
      wanted.admit();
    }
  };
  return () => {
    const place: Waiting = {};
    let taken = 0;
    queue.push(place);
    const leave = (): void => {
      const position = queue.indexOf(place);
      if (position >= 0) queue.splice(position, 1);
    };
    return {
      take: (pixels) => {
        if (!queue.includes(place)) return Promise.resolve();
        return new Promise((resolve) => {
          place.wanted = {
            pixels,
            admit: () => {
              taken = pixels;
              resolve();
            },
          };
          serve();
        });
      },
      skip: () => {
        if (place.wanted === undefined) leave();
        serve();
      },
      release: () => {
        leave();
        held -= taken;
        taken = 0;
        serve();
      },
    };
  };
}
