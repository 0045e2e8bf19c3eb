import type { Pixels } from '@convzoo/core/preprocess';
import { toCanvas } from '@convzoo/gradcam/overlay';
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** Pixels that are as large as their place. Whoever places them says in words what they show. */
export function PixelsCanvas({ pixels, smooth }: { pixels: Pixels; smooth?: boolean }): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) toCanvas(pixels, canvas.current);
  }, [pixels]);
  const isTiny = !smooth && Math.max(pixels.width, pixels.height) < 128;
  return <canvas ref={canvas} class={isTiny ? 'tiny' : ''} />;
}
