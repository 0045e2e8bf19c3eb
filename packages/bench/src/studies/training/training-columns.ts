import { percent } from '../../report/numbers.js';
import { significant } from '../format.js';
import { type CellColumn, numbers } from '../table.js';
import { gradientGrowth } from './gradient-figure.js';
import type { ProbedNetwork } from './probed-network.js';

/** Columns of a table about networks that were trained and probed. */
export const trainingColumns: readonly CellColumn<ProbedNetwork>[] = [
  numbers('parameters', ({ parameters }) => parameters.toLocaleString('en-US')),
  numbers('training loss', ({ trainLoss }) => significant(trainLoss)),
  numbers('test accuracy', ({ testAccuracy }) => percent(testAccuracy)),
  numbers('gradient of first over last layer, untrained', ({ gradients }) =>
    significant(gradientGrowth(gradients[0]!)),
  ),
  numbers('after training', ({ gradients }) => significant(gradientGrowth(gradients.at(-1)!))),
];
