import type { Work } from '@convzoo/report/terminal';
import type { EpochSummary, StepReport } from '../events.js';

/** What a step of a run of so many epochs shows. */
export function stepWork(
  { epoch, step, totalSteps, loss, learningRate, images }: StepReport,
  epochs: number,
): Work {
  return {
    text: [epochOf(epoch, epochs), `loss ${loss.toFixed(4)}`, `lr ${learningRate.toPrecision(3)}`].join('  '),
    done: step * images,
    total: totalSteps * images,
    unit: 'images',
  };
}

/** The line that an epoch leaves. */
export function epochLine({ epoch, loss, validation }: EpochSummary, epochs: number): string {
  const parts = [epochOf(epoch, epochs), `loss ${loss.toFixed(4)}`];
  if (validation !== undefined) {
    parts.push(`validation loss ${validation.loss.toFixed(4)}`);
    const [name, value] = Object.entries(validation.metrics)[0] ?? [];
    if (name !== undefined && value !== undefined) parts.push(`${name} ${value.toFixed(4)}`);
  }
  return parts.join('  ');
}

const epochOf = (epoch: number, epochs: number): string => `epoch ${epoch + 1}/${epochs}`;
