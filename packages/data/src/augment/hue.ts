import type { Pixels } from '@convzoo/core/preprocess';

/**
 * Rotates all hues by a fraction of a full turn, keeping value and saturation (HSV).
 * Gray stays gray.
 */
export function adjustHue(pixels: Pixels, turn: number): Pixels {
  const { data, channels } = pixels;
  if (channels === 1 || turn === 0) return pixels;
  const changed = new Uint8ClampedArray(data);
  for (let i = 0; i < data.length; i += channels) {
    const [red, green, blue] = [data[i]!, data[i + 1]!, data[i + 2]!];
    const value = Math.max(red, green, blue);
    const chroma = value - Math.min(red, green, blue);
    if (chroma === 0) continue;
    const sixth = hueInSixths(red, green, blue, value, chroma) + 6 * turn;
    // Each channel falls and rises along the wheel, a third of a turn after the other.
    [5, 3, 1].forEach((offset, c) => {
      const k = (((offset + sixth) % 6) + 6) % 6;
      changed[i + c] = value - chroma * Math.max(0, Math.min(k, 4 - k, 1));
    });
  }
  return { ...pixels, data: changed };
}

function hueInSixths(red: number, green: number, blue: number, value: number, chroma: number): number {
  if (value === red) return (green - blue) / chroma;
  return value === green ? 2 + (blue - red) / chroma : 4 + (red - green) / chroma;
}
