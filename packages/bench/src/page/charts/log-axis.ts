import * as Plot from '@observablehq/plot';

/** Axis marks and scale options of a logarithmic axis. */
export interface LogAxis {
  readonly domain: readonly [low: number, high: number];
  readonly scale: Plot.ScaleOptions;
  readonly marks: readonly Plot.Markish[];
}

/**
 * A logarithmic axis with a grid, labeled at 1, 2 and 5 times each power of ten; at powers alone if it is
 * long.
 */
export function logAxis(dimension: 'x' | 'y', values: readonly number[], label: string): LogAxis {
  const [low, high] = extent(values);
  const ticks = logTicks(low, high);
  const text = formatTick;
  const scale = { type: 'log', domain: [low, high], axis: null } as const;
  return {
    domain: [low, high],
    scale,
    marks:
      dimension === 'x'
        ? [Plot.gridX(ticks), Plot.axisX(ticks, { text, label, labelOffset: 40 })]
        : [Plot.gridY(ticks), Plot.axisY(ticks, { text, label })],
  };
}

/** The smallest and the largest value, with some room around them. */
function extent(values: readonly number[]): [low: number, high: number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = (high / low) ** 0.05 * 1.05;
  return [low / room, high * room];
}

export function logTicks(low: number, high: number): number[] {
  const decades = Math.log10(high / low);
  const steps = decades > 4 ? [1] : [1, 2, 5];
  const ticks: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
    ticks.push(
      ...steps.map((step) => Number(`${step}e${power}`)).filter((tick) => tick >= low && tick <= high),
    );
  }
  return ticks;
}

const prefixes = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
] as const;

/** `50k`, `0.2`. */
export function formatTick(value: number): string {
  const [factor, prefix] = prefixes.find(([factor]) => value >= factor) ?? [1, ''];
  return `${Number((value / factor).toPrecision(2))}${prefix}`;
}
