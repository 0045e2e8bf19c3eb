import * as Plot from '@observablehq/plot';
import { colorScale } from '../../page/charts/plot.js';
import { figure, panel, panelWidth } from '../figure.js';
import { list, significant } from '../format.js';
import type { StudyReport } from '../study.js';
import { numbers, tableOf, words } from '../table.js';
import { gradientAxis } from '../training/gradient-figure.js';
import { trainingColumns } from '../training/training-columns.js';
import type { DegradationData, TrainedNetwork } from './measure.js';

const colors = ['var(--series-1)', 'var(--series-2)', 'var(--series-4)'];

export function describeDegradation(data: DegradationData): StudyReport {
  const verdict = verdictOf(data);
  return {
    finding: `${verdict}: ${numbersOf(data)}.`,
    tables: [
      tableOf('Plain and residual networks by depth', data.networks, [
        words('network', nameOf),
        numbers('layers', ({ depth }) => `${depth}`),
        ...trainingColumns,
      ]),
    ],
    figure: figureOf(data, verdict),
  };
}

const nameOf = ({ residual }: TrainedNetwork): string => (residual ? 'residual' : 'plain');

/** Says what the numbers say, whether or not it is what the paper says. */
function verdictOf(data: DegradationData): string {
  const [plain, residual] = [losses(data, false), losses(data, true)];
  if (!isRising(plain)) return 'At this budget, plain networks do not train worse with each step in depth';
  if (Math.max(...residual) > Math.min(...plain)) return 'Plain networks train worse the deeper they are';
  const cure = isRising(residual) ? 'shortcuts undo most of it' : 'shortcuts undo it';
  return `Plain networks train worse the deeper they are, and ${cure}`;
}

function numbersOf(data: DegradationData): string {
  const depths = data.networks.filter(({ residual }) => residual).map(({ depth }) => `${depth}`);
  const of = (residual: boolean): string => list(losses(data, residual).map(significant));
  return `at ${list(depths)} layers, the training loss is ${of(false)} without shortcuts and ${of(true)} with them`;
}

function losses({ networks }: DegradationData, residual: boolean): number[] {
  return networks.filter((network) => network.residual === residual).map(({ trainLoss }) => trainLoss);
}

const isRising = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > values[i - 1]!);

function figureOf(data: DegradationData, title: string): string {
  const { networks, trainImages, epochs, side, width, batchSize } = data;
  const depths = [...new Set(networks.map(({ depth }) => depth))];
  const legend = depths.map((depth, i) => ({ name: `${depth} layers`, color: colors[i]! }));
  const color = colorScale(legend);
  const most = Math.max(...networks.flatMap(({ curve }) => curve.map(({ loss }) => loss)));
  const curves = (residual: boolean) =>
    panel(residual ? 'Training loss, with shortcuts' : 'Training loss, without shortcuts', {
      width: panelWidth(3),
      height: 270,
      marginLeft: 40,
      x: { label: 'images seen (thousands) →', ticks: 5 },
      y: { domain: [0, most], label: '↑ cross-entropy', grid: true },
      color,
      marks: [
        Plot.line(
          networks
            .filter((network) => network.residual === residual)
            .flatMap(({ depth, curve }) =>
              curve.map(({ images, loss }) => ({ images: images / 1000, loss, depth: `${depth} layers` })),
            ),
          { x: 'images', y: 'loss', stroke: 'depth', strokeWidth: 2 },
        ),
      ],
    });
  const byDepth = networks.map((network) => ({ ...network, name: nameOf(network) }));
  const crossing = panel('Loss of the last epoch by depth', {
    width: panelWidth(3),
    height: 270,
    marginLeft: 40,
    marginRight: 64,
    x: { type: 'point', domain: depths, label: 'layers →' },
    y: { domain: [0, most], label: '↑ cross-entropy', grid: true },
    marks: [
      Plot.line(byDepth, {
        x: 'depth',
        y: 'trainLoss',
        z: 'name',
        stroke: 'var(--text)',
        strokeWidth: 2,
      }),
      Plot.dot(byDepth, { x: 'depth', y: 'trainLoss', r: 4, fill: 'var(--text)' }),
      Plot.text(
        byDepth.filter(({ depth }) => depth === depths.at(-1)),
        {
          x: 'depth',
          y: 'trainLoss',
          text: 'name',
          textAnchor: 'start',
          dx: 9,
          fontSize: 13,
        },
      ),
    ],
  });
  const norms = networks.flatMap(({ gradients }) => gradients.flatMap((probe) => probe.norms));
  const gradients = (residual: boolean) =>
    panel(`Gradient norm by layer, ${residual ? 'with' : 'without'} shortcuts`, {
      width: panelWidth(2),
      height: 270,
      marginLeft: 52,
      ...gradientAxis(norms),
      color,
      marks: networks
        .filter((network) => network.residual === residual)
        .flatMap(({ depth, gradients: probes }) =>
          [probes[0]!, probes.at(-1)!].map((probe, i) =>
            Plot.line(
              probe.norms.map((norm, layer) => ({ norm, layer: layer + 1, depth: `${depth} layers` })),
              {
                x: 'layer',
                y: 'norm',
                stroke: 'depth',
                strokeWidth: i === 0 ? 2 : 1.5,
                ...(i === 0 ? {} : { strokeDasharray: '4 4' }),
              },
            ),
          ),
        ),
    });
  return figure({
    title,
    caption:
      `CIFAR networks at ${width} of their width on ${trainImages.toLocaleString('en-US')} handwritten digits of ${side}x${side} ` +
      `pixels, ${epochs} epochs, batches of ${batchSize}, the same recipe for all. Gradient norms: of each convolution ` +
      'kernel from the image (left) to the head, before training (solid) and after it (dashed).',
    legend,
    rows: [
      [curves(false), curves(true), crossing],
      [gradients(false), gradients(true)],
    ],
  });
}
