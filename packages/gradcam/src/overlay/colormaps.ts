import { rgb } from 'd3-color';
import { interpolateTurbo, interpolateViridis } from 'd3-scale-chromatic';

/** 8-bit red, green and blue. */
export type Colour = readonly [red: number, green: number, blue: number];

/** Colours for values in [0, 1]; what lies outside takes the colour of the nearer end. */
export type Colormap = (value: number) => Colour;

/** Mikhailov's improved rainbow: many hues, no false edges. */
export const turbo: Colormap = sampled((value) => parsed(interpolateTurbo(value)));

/** Perceptually even, readable without colour vision and in grey. */
export const viridis: Colormap = sampled((value) => parsed(interpolateViridis(value)));

/** MATLAB's old default, for comparison with published figures. It shows edges that aren't in the map. */
export const jet: Colormap = sampled((value) => {
  const ramp = (centre: number): number => 255 * Math.min(Math.max(1.5 - Math.abs(4 * value - centre), 0), 1);
  return [ramp(3), ramp(2), ramp(1)];
});

/** Looks colours up in a table of 256, for maps have many pixels. */
function sampled(colour: Colormap): Colormap {
  const table = Array.from({ length: 256 }, (_, i): Colour => {
    const [red, green, blue] = colour(i / 255);
    return [Math.round(red), Math.round(green), Math.round(blue)];
  });
  return (value) => table[Math.round(255 * Math.min(Math.max(value, 0), 1))]!;
}

function parsed(text: string): Colour {
  const { r, g, b } = rgb(text);
  return [r, g, b];
}
