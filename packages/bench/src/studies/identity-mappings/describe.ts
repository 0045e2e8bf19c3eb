import * as Plot from '@observablehq/plot';
import { colorScale } from '../../page/charts/plot.js';
import { percent } from '../../report/numbers.js';
import { figure, panel, panelWidth } from '../figure.js';
import { significant } from '../format.js';
import type { StudyReport } from '../study.js';
import { tableOf, words } from '../table.js';
import { gradientAxis } from '../training/gradient-figure.js';
import { trainingColumns } from '../training/training-columns.js';
import type { IdentityMappingsData, TrainedVariant } from './measure.js';

const names = { v1: 'v1, ReLU after the addition', v2: 'v2, identity shortcuts' } as const;
const legend = [
  { name: names.v1, color: 'var(--series-2)' },
  { name: names.v2, color: 'var(--series-1)' },
];

export function describeIdentityMappings(data: IdentityMappingsData): StudyReport {
  const verdict = verdictOf(data);
  return {
    finding: `${verdict}: ${numbersOf(data)}.`,
    tables: [
      tableOf('ResNet-110 by variant', data.networks, [
        words('variant', ({ variant }) => names[variant]),
        ...trainingColumns,
      ]),
    ],
    figure: figureOf(data, verdict),
  };
}

function variant({ networks }: IdentityMappingsData, name: 'v1' | 'v2'): TrainedVariant {
  return networks.find((network) => network.variant === name)!;
}

/** Says what the numbers say, whether or not it is what the paper says. */
function verdictOf(data: IdentityMappingsData): string {
  const ratio = variant(data, 'v1').trainLoss / variant(data, 'v2').trainLoss;
  if (ratio > 1.1) return 'At 110 layers, identity shortcuts train faster than ReLU after the addition';
  if (ratio < 1 / 1.1) return 'At 110 layers and this budget, identity shortcuts do not train faster';
  return 'At 110 layers and this budget, both variants train alike';
}

function numbersOf(data: IdentityMappingsData): string {
  const [v1, v2] = [variant(data, 'v1'), variant(data, 'v2')];
  return (
    `the training loss of the last epoch is ${significant(v1.trainLoss)} for v1 and ${significant(v2.trainLoss)} for v2, ` +
    `the test accuracy ${percent(v1.testAccuracy)} and ${percent(v2.testAccuracy)}`
  );
}

function figureOf(data: IdentityMappingsData, title: string): string {
  const { networks, trainImages, epochs, side, width, batchSize } = data;
  const color = colorScale(legend);
  const curves = networks.flatMap(({ variant, curve }) =>
    curve.map(({ images, loss }) => ({ images: images / 1000, loss, variant: names[variant] })),
  );
  const probes = networks.flatMap(({ variant, gradients }) =>
    [gradients[0]!, gradients.at(-1)!].map(({ norms }, i) => ({
      variant: names[variant],
      norms,
      trained: i > 0,
    })),
  );
  const lines = (trained: boolean) =>
    probes
      .filter((probe) => probe.trained === trained)
      .flatMap(({ variant, norms }) => norms.map((norm, i) => ({ variant, norm, layer: i + 1 })));
  const options = { width: panelWidth(2), height: 320, color };
  return figure({
    title,
    caption:
      `ResNet-110 for CIFAR at ${width} of its width on ${trainImages.toLocaleString('en-US')} handwritten digits of ` +
      `${side}x${side} pixels, ${epochs} epochs, batches of ${batchSize}, the same recipe for both. Gradient norms: of each ` +
      'convolution kernel from the image (left) to the head, before training (solid) and after it (dashed).',
    legend,
    rows: [
      [
        panel('Training loss', {
          ...options,
          marginLeft: 44,
          x: { label: 'images seen (thousands) →' },
          y: { zero: true, label: '↑ cross-entropy', grid: true },
          marks: [Plot.line(curves, { x: 'images', y: 'loss', stroke: 'variant', strokeWidth: 2 })],
        }),
        panel('Gradient norm by layer', {
          ...options,
          marginLeft: 56,
          ...gradientAxis(probes.flatMap(({ norms }) => norms)),
          marks: [
            Plot.line(lines(false), { x: 'layer', y: 'norm', stroke: 'variant', strokeWidth: 2 }),
            Plot.line(lines(true), {
              x: 'layer',
              y: 'norm',
              stroke: 'variant',
              strokeWidth: 1.5,
              strokeDasharray: '4 4',
            }),
          ],
        }),
      ],
    ],
  });
}
