import { rgb } from 'd3-color';
import { interpolateTurbo, interpolateViridis } from 'd3-scale-chromatic';

/** 8-bit red, green and blue. */
export type Color = readonly [red: number, green: number, blue: number];

/** Maps values in [0, 1] to colors; values outside are clamped. */
export type Colormap = (value: number) => Color;

/** Mikhailov's improved rainbow colormap: many hues, no false edges. */
export const turbo: Colormap = sampled((value) => parsed(interpolateTurbo(value)));

/** Perceptually uniform, readable with color vision deficiency and in grayscale. */
export const viridis: Colormap = sampled((value) => parsed(interpolateViridis(value)));

/** MATLAB's former default, for comparison with published figures. Shows edges that the map doesn't have. */
export const jet: Colormap = sampled((value) => {
  const ramp = (center: number): number => 255 * Math.min(Math.max(1.5 - Math.abs(4 * value - center), 0), 1);
  return [ramp(3), ramp(2), ramp(1)];
});

/** A lookup table of 256 colors, since maps have many pixels. */
function sampled(color: Colormap): Colormap {
  const table = Array.from({ length: 256 }, (_, i): Color => {
    const [red, green, blue] = color(i / 255);
    return [Math.round(red), Math.round(green), Math.round(blue)];
  });
  return (value) => table[Math.round(255 * Math.min(Math.max(value, 0), 1))]!;
}

function parsed(text: string): Color {
  const { r, g, b } = rgb(text);
  return [r, g, b];
}
