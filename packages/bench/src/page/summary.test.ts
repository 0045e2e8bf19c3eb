import { expect, test } from 'vitest';
import { facts, row } from '../fixtures/rows.js';
import { sampleReport } from '../fixtures/sample-report.js';
import type { Facts } from '../measure/row.js';
import { placeLabels } from './charts/labels.js';
import { formatTick, logTicks } from './charts/log-axis.js';
import { paretoFront } from './pareto.js';
import { summaryOf } from './summary.js';
import { verdictOf } from './verdict.js';

test('the Pareto front: no other is both faster and more accurate', () => {
  const point = (speed: number, accuracy: number) => ({ speed, accuracy });
  const points = [
    point(1, 0.9),
    point(2, 0.8),
    point(3, 0.85),
    point(3, 0.7),
    point(0.5, 0.9),
    point(4, 0.1),
  ];
  expect(paretoFront(points)).toEqual([point(4, 0.1), point(3, 0.85), point(1, 0.9)]);
  expect(paretoFront([])).toEqual([]);
});

test('compares networks on one engine, at the smallest batch, in float32', () => {
  const summary = summaryOf(sampleReport().rows);
  expect(summary).toMatchObject({
    batch: 1,
    engine: 'compiled',
    task: 'digits',
    metric: 'accuracy',
    failed: 0,
  });
  expect(summary.fastest?.model).toBe('resnet20');
  expect(summary.mostAccurate?.model).toBe('resnet50');
  expect(summary.points).toHaveLength(10);
});

test('gains are ratios of the same network, by their median', () => {
  const taking = (ms: number): Facts => ({ ...facts, durationsMs: Array.from({ length: 6 }, () => ms) });
  const on = (model: string, requested: string, precision: 'float32' | 'int8', ms: number) =>
    row({ model, requested, precision }, { ...taking(ms), runtime: requested });
  const { compiledGain, int8Gain } = summaryOf([
    ...[on('a', 'onnxruntime', 'float32', 30), on('b', 'onnxruntime', 'float32', 50)],
    ...[on('a', 'compiled', 'float32', 10), on('b', 'compiled', 'float32', 10)],
    on('a', 'compiled', 'int8', 5),
    on('a', 'wasm', 'float32', 1000),
  ]);
  expect(compiledGain).toBeCloseTo(4, 6);
  expect(int8Gain).toBeCloseTo(2, 6);
});

test('verdicts with less to say', () => {
  const none = summaryOf([]);
  expect(verdictOf(none)).toBe('No network could be measured.');
  expect(verdictOf(summaryOf([row()]))).toBe('alexnet is the fastest network, with wasm at batch 8.');
  const { points } = summaryOf(sampleReport().rows);
  expect(verdictOf({ ...none, points, front: points.slice(0, 1) })).toBe(
    'alexnet is the fastest network and the most accurate one.',
  );
  expect(verdictOf({ ...none, points, front: points.slice(0, 5) })).toMatch(
    /^5 of 10 networks are worth choosing between, from alexnet, the fastest, to vgg19_bn, the most accurate/,
  );
});

test('names cover neither each other nor circles', () => {
  const frame = { left: 0, right: 200, top: 0, bottom: 100 };
  const spot = (x: number, y: number, text: string) => ({ x, y, radius: 5, text });
  const [first, second] = placeLabels([spot(100, 50, 'first'), spot(110, 50, 'second')], frame);
  expect(first).toMatchObject({ text: 'first', anchor: 'middle' });
  expect(second).toMatchObject({ text: 'second', anchor: 'start' });
  const crowd = Array.from({ length: 12 }, (_, i) => spot(100 + i, 50, `name ${i}`));
  expect(placeLabels(crowd, frame).length).toBeLessThan(6);
});

test('ticks of logarithmic axes', () => {
  expect(logTicks(3, 120)).toEqual([5, 10, 20, 50, 100]);
  expect(logTicks(0.09, 0.6)).toEqual([0.1, 0.2, 0.5]);
  expect(logTicks(1, 1e6)).toEqual([1, 10, 100, 1e3, 1e4, 1e5, 1e6]);
  expect([0.2, 5, 20e3, 1e6, 5e10].map(formatTick)).toEqual(['0.2', '5', '20k', '1M', '50G']);
});
