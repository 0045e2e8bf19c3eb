import { describe, expect, test } from 'vitest';
import type { StepReport } from './events.js';
import { progressLine } from './progress-line.js';

const report = (step: number): StepReport => ({
  epoch: 0,
  step,
  totalSteps: 100,
  loss: 0.5,
  learningRate: 0.0123456,
  images: 32,
  dataSeconds: 0.1,
  seconds: 2,
});
const summary = {
  epoch: 0,
  step: 50,
  loss: 0.25,
  learningRate: 0.1,
  validation: { loss: 0.75, metrics: { accuracy: 0.875, macroF1: 0.5 } },
};

/** A stream and a clock. */
function stage(isTTY: boolean, columns = 200) {
  const written: string[] = [];
  let time = 0;
  const stream = { isTTY, columns, write: (text: string) => written.push(text) };
  const line = progressLine(stream, { epochs: 2, now: () => time });
  return { written, line, wait: (milliseconds: number) => (time += milliseconds) };
}

describe('on a terminal', () => {
  test('one line is overwritten, not too often, and cut at the edge', () => {
    const { written, line, wait } = stage(true);
    line.step(report(1));
    line.step(report(2));
    wait(100);
    line.step(report(3));
    expect(written).toEqual([
      '\r\x1b[2Kepoch 1/2  1%  loss 0.5000  lr 0.0123  16.0 images/s  3:18 left',
      '\r\x1b[2Kepoch 1/2  3%  loss 0.5000  lr 0.0123  16.0 images/s  3:14 left',
    ]);
    const narrow = stage(true, 20);
    narrow.line.step(report(1));
    expect(narrow.written[0]).toBe('\r\x1b[2Kepoch 1/2  1%  loss');
  });

  test('an epoch and a note stay', () => {
    const { written, line } = stage(true);
    line.epoch(summary);
    line.note('left out: x.jpg');
    line.end();
    expect(written).toEqual([
      '\r\x1b[2Kepoch 1/2  loss 0.2500  validation loss 0.7500  accuracy 0.8750\n',
      '\r\x1b[2Kleft out: x.jpg\n',
      '\r\x1b[2K',
    ]);
  });
});

test('in a pipe there is a plain line every ten seconds', () => {
  const { written, line, wait } = stage(false);
  for (let step = 1; step <= 25; step++) {
    line.step(report(step));
    wait(1000);
  }
  line.epoch(summary);
  expect(written).toEqual([
    'epoch 1/2  11%  loss 0.5000  lr 0.0123  16.0 images/s  2:58 left\n',
    'epoch 1/2  21%  loss 0.5000  lr 0.0123  16.0 images/s  2:38 left\n',
    'epoch 1/2  loss 0.2500  validation loss 0.7500  accuracy 0.8750\n',
  ]);
});

test('hours are shown where there are any', () => {
  const { written, line } = stage(true);
  line.step({ ...report(0), totalSteps: 10_000 });
  expect(written[0]).toContain('5:33:20 left');
});
