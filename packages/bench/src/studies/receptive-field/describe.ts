import * as Plot from '@observablehq/plot';
import { colorScale } from '../../page/charts/plot.js';
import { percent } from '../../report/numbers.js';
import { figure, type Panel, panel, panelWidth } from '../figure.js';
import { picturePanel } from '../picture.js';
import type { StudyReport } from '../study.js';
import { numbers, type StudyTable, tableOf, words } from '../table.js';
import { centerOf, pictureOf } from './drawn-map.js';
import type { MeasuredNetwork, MeasuredStack, ReceptiveFieldData } from './measure.js';

export function describeReceptiveField(data: ReceptiveFieldData): StudyReport {
  const [single, stacked] = [data.stacks[0]!, data.stacks.at(-1)!];
  return {
    finding:
      `${capitalized(nameOf(stacked))} see ${stacked.receptiveField} x ${stacked.receptiveField} pixels as ${nameOf(single)} does, with ` +
      `${stacked.weightsPerChannelSquared}C² instead of ${single.weightsPerChannelSquared}C² weights and ` +
      `${stacked.nonLinearities} non-linearities instead of ${single.nonLinearities}; but ${percent(centerShare(stacked))} of ` +
      `the squared gradient comes from the middle 3 x 3 pixels, against ${percent(centerShare(single))}.`,
    tables: [stackTable(data), networkTable(data)],
    figure: figureOf(data),
  };
}

const countWords: Readonly<Record<number, string>> = { 1: 'one', 3: 'three' };

function nameOf({ depth, kernel }: MeasuredStack): string {
  return `${countWords[depth] ?? depth} ${kernel}x${kernel} convolution${depth === 1 ? '' : 's'}`;
}

const capitalized = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;

/** Share of the squared gradient in the middle 3 x 3 pixels. */
function centerShare({ map: { side, values } }: MeasuredStack): number {
  const energy = values.map((value) => value ** 2);
  const middle = Math.floor(side / 2);
  const isCentral = (i: number): boolean =>
    Math.abs((i % side) - middle) <= 1 && Math.abs(Math.floor(i / side) - middle) <= 1;
  const sum = (list: readonly number[]): number => list.reduce((total, value) => total + value, 0);
  return sum(energy.filter((_, i) => isCentral(i))) / sum(energy);
}

function stackTable({ stacks, channels }: ReceptiveFieldData): StudyTable {
  return tableOf(`Stacked convolutions of C channels, counted on built networks of C = ${channels}`, stacks, [
    words('layers', nameOf),
    numbers('receptive field', ({ receptiveField: side }) => `${side} x ${side}`),
    numbers('weights', (stack) => `${stack.weightsPerChannelSquared}C²`),
    numbers(`weights at C = ${channels}`, ({ weights }) => weights.toLocaleString('en-US')),
    numbers('non-linearities', ({ nonLinearities }) => `${nonLinearities}`),
    numbers('gradient from the middle 3 x 3', (stack) => percent(centerShare(stack))),
  ]);
}

function networkTable({ networks }: ReceptiveFieldData): StudyTable {
  const rows = networks.flatMap(({ name, cuts }) => cuts.map((cut) => ({ name, ...cut })));
  return tableOf('Receptive fields in untrained networks, sides in pixels of a 224 x 224 image', rows, [
    words('network', ({ name }) => name),
    words('layer', ({ layer }) => layer),
    numbers('convolutions so far', ({ convolutions }) => `${convolutions}`),
    numbers('weights and biases so far', ({ parameters }) => parameters.toLocaleString('en-US')),
    numbers('receptive field', ({ receptiveField }) => `${receptiveField}`),
    numbers(
      'effective (95 % of the squared gradient)',
      ({ effectiveSide }) => `${Math.round(effectiveSide)}`,
    ),
  ]);
}

function figureOf(data: ReceptiveFieldData): string {
  const { stacks, networks, stackSeeds, networkSeeds, imagesPerSeed } = data;
  const legend = networks.map(({ name }, i) => ({ name, color: `var(--series-${i + 1})` }));
  return figure({
    title: 'Three 3x3 convolutions reach as far as one 7x7, but look at the middle',
    caption:
      'Where a pixel of the output gets its gradient from, before training: root of the mean squared gradient with respect to ' +
      `the image, ${stackSeeds} random networks of ${data.channels} channels (above), ${networkSeeds * imagesPerSeed} noise images ` +
      `through networks of random weights (below). Frames mark the receptive field by arithmetic; brighter pixels matter more.`,
    rows: [
      [...stacks.map(stackPanel), profilePanel(stacks)],
      [...networks.map(networkPanel), depthPanel(networks, legend)],
    ],
  });
}

function stackPanel(stack: MeasuredStack): Panel {
  const { side } = stack.map;
  const frame = frameMark(side / 2, stack.receptiveField, side);
  return picturePanel(capitalized(nameOf(stack)), [{ pixels: pictureOf(stack.map) }], {
    width: panelWidth(3),
    side,
    marks: [frame],
  });
}

function networkPanel({ name, inputSide, map, cuts }: MeasuredNetwork): Panel {
  const last = cuts.at(-1)!;
  const center = centerOf(map);
  return picturePanel(`${name}, last convolution`, [{ pixels: pictureOf(map), smooth: true }], {
    width: panelWidth(3),
    side: inputSide,
    marks: [frameMark(center, last.receptiveField, inputSide)],
  });
}

/** The square of a receptive field, as far as it lies in the image. */
function frameMark(center: number, side: number, imageSide: number): Plot.Markish {
  const [low, high] = [Math.max(0, center - side / 2), Math.min(imageSide, center + side / 2)];
  return Plot.rect([0], {
    x1: low,
    x2: high,
    y1: low,
    y2: high,
    stroke: 'white',
    strokeWidth: 1.5,
    strokeDasharray: '5 4',
  });
}

function profilePanel(stacks: readonly MeasuredStack[]): Panel {
  const legend = stacks.map((stack, i) => ({ name: nameOf(stack), color: `var(--series-${i + 3})` }));
  const offset = (i: number, length: number): number => i - (length - 1) / 2;
  const measured = stacks.flatMap((stack) =>
    stack.profile.map((share, i) => ({
      stack: nameOf(stack),
      share: 100 * share,
      x: offset(i, stack.profile.length),
    })),
  );
  const expected = stacks.flatMap((stack) =>
    stack.expectedProfile.map((share, i) => ({
      stack: nameOf(stack),
      share: 100 * share,
      x: offset(i, stack.expectedProfile.length),
    })),
  );
  const top = stacks.map((stack) => ({
    stack: nameOf(stack),
    share: 100 * Math.max(...stack.profile),
    text: `${stack.depth} of ${stack.kernel}x${stack.kernel}`,
  }));
  return panel('Squared gradient by column', {
    width: panelWidth(3),
    height: 285,
    marginLeft: 44,
    marginTop: 44,
    x: { label: 'pixels from the center →', ticks: 7, tickFormat: (x: number) => `${x}` },
    y: { label: '↑ share (%)', grid: true, zero: true },
    color: colorScale(legend),
    marks: [
      Plot.line(measured, { x: 'x', y: 'share', stroke: 'stack', strokeWidth: 2 }),
      Plot.dot(expected, { x: 'x', y: 'share', stroke: 'stack', r: 4 }),
      Plot.text(top, {
        x: 0,
        y: 'share',
        text: 'text',
        fill: 'stack',
        dy: -12,
        fontWeight: 600,
        stroke: 'var(--surface)',
        strokeWidth: 4,
      }),
    ],
  });
}

function depthPanel(
  networks: readonly MeasuredNetwork[],
  legend: readonly { readonly name: string; readonly color: string }[],
): Panel {
  const points = networks.flatMap(({ name, cuts }) =>
    cuts.map(({ receptiveField, effectiveSide }) => ({ name, receptiveField, effectiveSide })),
  );
  const most = Math.max(...points.map(({ receptiveField }) => receptiveField));
  const ends = networks.map(({ name, cuts }) => ({ name, ...cuts.at(-1)! }));
  return panel('Square that holds 95 % of it', {
    width: panelWidth(3),
    height: 285,
    marginLeft: 44,
    marginRight: 20,
    x: { domain: [0, most], label: 'receptive field (pixels) →', ticks: 5 },
    y: { domain: [0, most], label: '↑ side (pixels)', grid: true, ticks: 5 },
    color: colorScale(legend),
    marks: [
      Plot.line(
        [
          [0, 0],
          [most, most],
        ],
        { stroke: 'var(--muted)', strokeDasharray: '4 4' },
      ),
      Plot.line(points, { x: 'receptiveField', y: 'effectiveSide', stroke: 'name', strokeWidth: 2 }),
      Plot.dot(points, { x: 'receptiveField', y: 'effectiveSide', fill: 'name', r: 3.5 }),
      ...ends.map((end, i) =>
        Plot.text([end], {
          x: 'receptiveField',
          y: 'effectiveSide',
          text: 'name',
          fill: 'name',
          textAnchor: 'end',
          dy: i === 0 ? -14 : 26,
          fontWeight: 600,
        }),
      ),
    ],
  });
}
