import { type Html, html, lineChart } from '@convzoo/report';
import type { ReportContent } from './content.js';
import { metricName } from './metric-names.js';

/** Losses and metrics by epoch, and the loss and learning rate of the steps between them. */
export function curves({
  steps,
  history,
  bestEpoch,
}: Pick<ReportContent, 'steps' | 'history' | 'bestEpoch'>): Html {
  const validated = history.flatMap(({ epoch, validation }) =>
    validation === undefined ? [] : [{ epoch: epoch + 1, ...validation }],
  );
  const metrics = Object.keys(validated[0]?.metrics ?? {})
    .filter((name) => name !== 'top5Accuracy')
    .slice(0, 3);
  const mark =
    bestEpoch === undefined || validated.length < 2 ? {} : { mark: { x: bestEpoch + 1, name: 'kept' } };
  const last = history.at(-1);
  const stepsPerEpoch = last === undefined ? 1 : last.step / (last.epoch + 1);
  const thinned = thin(steps, 500);
  return html`<div class="charts">${[
    lineChart({
      title: 'Loss',
      xLabel: 'epoch',
      wholeX: true,
      lines: [
        { name: 'training', points: history.map(({ epoch, loss }) => [epoch + 1, loss] as const) },
        { name: 'validation', points: validated.map(({ epoch, loss }) => [epoch, loss] as const) },
      ],
      ...mark,
    }),
    lineChart({
      title: 'Validation',
      xLabel: 'epoch',
      wholeX: true,
      lines: metrics.map((name) => ({
        name: metricName(name),
        points: validated.map(({ epoch, metrics: values }) => [epoch, values[name] ?? Number.NaN] as const),
      })),
      ...mark,
    }),
    lineChart({
      title: 'Loss of each step',
      xLabel: 'epoch',
      wholeX: true,
      lines: [
        { name: 'loss', points: thinned.map(({ step, loss }) => [step / stepsPerEpoch, loss] as const) },
      ],
    }),
    lineChart({
      title: 'Learning rate',
      xLabel: 'epoch',
      wholeX: true,
      lines: [
        {
          name: 'learning rate',
          points: thinned.map(({ step, learningRate }) => [step / stepsPerEpoch, learningRate] as const),
        },
      ],
    }),
  ]}</div>`;
}

/** At most so many items, evenly chosen. */
function thin<T>(items: readonly T[], most: number): readonly T[] {
  const stride = Math.ceil(items.length / most);
  return stride <= 1 ? items : items.filter((_, i) => i % stride === 0);
}
