import type { HeadKind } from '@convzoo/core';
import * as Plot from '@observablehq/plot';
import { colorScale } from '../../page/charts/plot.js';
import { percent } from '../../report/numbers.js';
import { mean } from '../../statistics/latency.js';
import { figure, panel, panelWidth } from '../figure.js';
import type { StudyReport } from '../study.js';
import { numbers, tableOf, words } from '../table.js';
import type { HeadRun, HeadsData } from './measure.js';

const names: Readonly<Record<HeadKind, string>> = {
  'multi-class': 'multi-class (softmax)',
  'multi-label': 'multi-label (sigmoid per class)',
  binary: 'binary (one logit)',
};
const legend = Object.values(names).map((name, i) => ({ name, color: `var(--series-${i + 1})` }));

/** The runs of one head on one number of images. */
interface Group {
  readonly head: string;
  readonly trainImages: number;
  readonly averagePrecision: number;
  readonly accuracy: number | null;
}

export function describeHeads(data: HeadsData): StudyReport {
  const groups = groupsOf(data.runs);
  const verdict = verdictOf(groups);
  return {
    finding: `${verdict}: ${numbersOf(groups, data.question)}.`,
    tables: [
      tableOf(`Mean over seeds; average precision of “is it a ${data.question}?”`, groups, [
        words('head', ({ head }) => head),
        numbers('training images', ({ trainImages }) => trainImages.toLocaleString('en-US')),
        numbers('average precision', ({ averagePrecision }) => percent(averagePrecision)),
        numbers('accuracy over ten digits', ({ accuracy }) => (accuracy === null ? '-' : percent(accuracy))),
      ]),
    ],
    figure: figureOf(data, groups, verdict),
  };
}

function groupsOf(runs: readonly HeadRun[]): Group[] {
  const keys = [...new Set(runs.map(({ head, trainImages }) => JSON.stringify([head, trainImages])))];
  return keys
    .map((key) => runs.filter(({ head, trainImages }) => JSON.stringify([head, trainImages]) === key))
    .map((group) => ({
      head: names[group[0]!.head],
      trainImages: group[0]!.trainImages,
      averagePrecision: mean(group.map(({ averagePrecision }) => averagePrecision)),
      accuracy: group[0]!.accuracy === null ? null : mean(group.map(({ accuracy }) => accuracy!)),
    }))
    .sort((a, b) => a.trainImages - b.trainImages || order(a) - order(b));
}

const order = ({ head }: Group): number => Object.values(names).indexOf(head);

/** Heads from the best to the worst at a number of images. */
function ranked(groups: readonly Group[], size: number): Group[] {
  return groups
    .filter(({ trainImages }) => trainImages === size)
    .toSorted((a, b) => b.averagePrecision - a.averagePrecision);
}

/** Less than that between the best and the worst head is called equal. */
const noticeable = 0.05;

/** Says what the numbers say. */
function verdictOf(groups: readonly Group[]): string {
  const sizes = [...new Set(groups.map(({ trainImages }) => trainImages))];
  const differ = sizes.map((size) => {
    const [best, ...others] = ranked(groups, size);
    return best!.averagePrecision - (others.at(-1) ?? best!).averagePrecision >= noticeable;
  });
  if (!differ.includes(true))
    return 'Asked the same question, the three heads do equally well at every number of images';
  if (differ.at(-1) === false)
    return 'Asked the same question, the three heads differ on few images and no longer on many';
  const worst = ranked(groups, sizes[0]!).at(-1)!;
  return `Asked the same question of few images, the ${worst.head} head does worst`;
}

function numbersOf(groups: readonly Group[], question: string): string {
  const sizes = [...new Set(groups.map(({ trainImages }) => trainImages))];
  const told = (size: number): string =>
    groups
      .filter(({ trainImages }) => trainImages === size)
      .map(({ head, averagePrecision }) => `${percent(averagePrecision)} ${head.replace(/ .*/, '')}`)
      .join(', ');
  const [fewest, most] = [sizes[0]!, sizes.at(-1)!];
  return `average precision of “is it a ${question}?” is ${told(fewest)} with ${fewest} images, and ${told(most)} with ${most.toLocaleString('en-US')}`;
}

function figureOf(data: HeadsData, groups: readonly Group[], title: string): string {
  const sizes = [...new Set(groups.map(({ trainImages }) => trainImages))];
  const runs = data.runs.map((run) => ({ ...run, head: names[run.head] }));
  const chart = (heading: string, key: 'averagePrecision' | 'accuracy', label: string) => {
    const value = (row: Group): number => 100 * row[key]!;
    return panel(heading, {
      width: panelWidth(2),
      height: 320,
      marginLeft: 48,
      marginRight: 20,
      x: {
        type: 'log',
        domain: [sizes[0]! / 1.15, sizes.at(-1)! * 1.15],
        ticks: sizes,
        tickFormat: (size: number) => size.toLocaleString('en-US'),
        label: 'training images →',
      },
      y: { domain: [0, 100], label, grid: true },
      color: colorScale(legend),
      marks: [
        Plot.line(
          groups.filter((row) => row[key] !== null),
          {
            x: 'trainImages',
            y: value,
            stroke: 'head',
            strokeWidth: 2,
          },
        ),
        Plot.dot(
          runs.filter((row) => row[key] !== null),
          {
            x: 'trainImages',
            y: (row: HeadRun) => 100 * row[key]!,
            fill: 'head',
            fillOpacity: 0.7,
            r: 3.5,
          },
        ),
      ],
    });
  };
  return figure({
    title,
    caption:
      `ResNet-20 for CIFAR at ${data.width} of its width, from scratch on handwritten digits of ${data.side}x${data.side} pixels, ` +
      `${data.steps} updates with batches of ${data.batchSize} for every number of images. Dots: single seeds. Lines: their mean. ` +
      `Tested on ${data.testImages.toLocaleString('en-US')} other digits.`,
    legend,
    rows: [
      [
        chart(`Is it a ${data.question}?`, 'averagePrecision', '↑ average precision (%)'),
        chart('Which digit is it?', 'accuracy', '↑ accuracy (%)'),
      ],
    ],
  });
}
