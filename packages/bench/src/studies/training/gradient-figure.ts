import type * as Plot from '@observablehq/plot';
import { logTicks } from '../../page/charts/log-axis.js';
import type { ProbedGradients } from './gradient-norms.js';

/** How many times as large the gradient of the first convolution's kernel is as that of the last one's. */
export function gradientGrowth({ norms }: ProbedGradients): number {
  return norms[0]! / norms.at(-1)!;
}

/** Axes of a plot of gradient norms by layer: the norms' powers of ten. */
export function gradientAxis(norms: readonly number[]): Pick<Plot.PlotOptions, 'x' | 'y'> {
  const [low, high] = [Math.min(...norms), Math.max(...norms)];
  return {
    x: { label: 'convolution →' },
    y: {
      type: 'log',
      domain: [low, high],
      label: '↑ L2 norm of the gradient',
      grid: true,
      ticks: logTicks(low, high).filter((tick) => /^1?0*\.?0*1?$/.test(`${tick}`)),
      tickFormat: (value: number) => `${value}`,
    },
  };
}
