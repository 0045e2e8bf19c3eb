/** One image's share of a pixel budget. */
export interface PixelTurn {
  /** Waits until this many more pixels fit into the budget and all earlier turns have been served. */
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
 * Limits the pixels of all images of a sequence that are in memory at a time. Turns are served in the order of their
 * creation, so that a consumer that takes the images in that order always gets the next one. An image above the
 * limit is admitted alone.
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
