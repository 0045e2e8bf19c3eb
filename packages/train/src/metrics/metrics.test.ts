import { binaryHead, multiClassHead, multiLabelHead } from '@convzoo/core';
import { float32FromBase64 } from '@convzoo/core/testing';
import { describe, expect, test } from 'vitest';
import fixture from '../fixtures/metrics.json' with { type: 'json' };
import { createMetrics } from './metrics.js';
import { rankingQuality } from './ranking.js';

describe.each([
  ['multi-class', multiClassHead(7)],
  ['multi-label', multiLabelHead(5)],
  ['binary', binaryHead('yes')],
] as const)('the metrics of a %s head', (kind, head) => {
  test('equal those of scikit-learn', () => {
    const record = fixture[kind];
    const [targets, scores] = [float32FromBase64(record.targets), float32FromBase64(record.scores)];
    const metrics = createMetrics(head);
    for (let i = 0; i < targets.length; i += head.units) {
      metrics.add(targets.subarray(i, i + head.units), scores.subarray(i, i + head.units));
    }
    const result = metrics.result();
    expect(Object.keys(result.metrics).toSorted()).toEqual(Object.keys(record.metrics).toSorted());
    for (const [name, value] of Object.entries(record.metrics)) {
      expect([name, result.metrics[name]]).toEqual([name, expect.closeTo(value, 9)]);
    }
    expect(result.classes.map(({ name: _, ...one }) => one)).toEqual(
      record.perClass.map((one) => ({
        support: one.support,
        precision: expect.closeTo(one.precision, 9),
        recall: expect.closeTo(one.recall, 9),
        f1: expect.closeTo(one.f1, 9),
      })),
    );
    if ('confusion' in record) expect(result.confusion).toEqual(record.confusion);
  });
});

test('classes that are neither true nor predicted have no part in the averages, as in scikit-learn', () => {
  const record = fixture['absent-classes'];
  const [targets, scores] = [float32FromBase64(record.targets), float32FromBase64(record.scores)];
  const metrics = createMetrics(multiClassHead(5));
  for (let i = 0; i < targets.length; i += 5) {
    metrics.add(targets.subarray(i, i + 5), scores.subarray(i, i + 5));
  }
  const result = metrics.result();
  for (const [name, value] of Object.entries(record.metrics)) {
    expect([name, result.metrics[name]]).toEqual([name, expect.closeTo(value, 9)]);
  }
});

test('the thresholds of the head decide which labels hold', () => {
  const metrics = createMetrics(multiLabelHead(['a', 'b'], { threshold: [0.2, 0.9] }));
  metrics.add(Float32Array.of(1, 0), Float32Array.of(0.3, 0.8));
  expect(metrics.result().metrics.exactMatch).toBe(1);
});

test('what is not defined is left out', () => {
  const metrics = createMetrics(binaryHead('yes'));
  metrics.add(Float32Array.of(0), Float32Array.of(0.3));
  const { metrics: result } = metrics.result();
  expect(Object.keys(result)).toEqual(['accuracy', 'precision', 'recall', 'f1', 'calibrationError']);
});

test('equal scores neither help nor harm', () => {
  expect(rankingQuality([0.5, 0.5, 0.5, 0.5], [1, 0, 0, 1])).toEqual({ averagePrecision: 0.5, rocAuc: 0.5 });
});
