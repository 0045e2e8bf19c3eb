import { describe, expect, test } from 'vitest';
import {
  contrast,
  finer,
  labelSet,
  negative,
  probability,
  residualSoftmax,
  type Target,
  topClasses,
} from '../index.js';
import { confidence } from './confidence.js';
import { decided } from './selection.js';
import type { HeadInfo } from './target.js';
import { classTarget, predicted } from './targets.js';

const logits = [1, 3, 2.5, -4];
const multiClass: HeadInfo = { kind: 'multi-class', classes: ['cat', 'dog', 'wolf', 'boat'] };
const multiLabel: HeadInfo = { ...multiClass, kind: 'multi-label' };
const single: HeadInfo = { kind: 'binary', classes: ['cat'] };
const p = [1, 3, 2.5, -4].map(
  (z) => Math.exp(z) / (Math.exp(1) + Math.exp(3) + Math.exp(2.5) + Math.exp(-4)),
);

test.each<[string, Target, HeadInfo, string, number, number[]]>([
  ['the prediction', predicted, multiClass, 'dog', 3, [0, 1, 0, 0]],
  ['a class by name', classTarget('wolf'), multiClass, 'wolf', 2.5, [0, 0, 1, 0]],
  ['a class by index', classTarget(3), multiClass, 'boat', -4, [0, 0, 0, 1]],
  ['a nameless class', classTarget(0), { kind: 'multi-class' }, 'class 0', 1, [1, 0, 0, 0]],
  ['a set of labels', labelSet(['cat', 2]), multiLabel, 'cat + wolf', 3.5, [1, 0, 1, 0]],
  ['negative evidence', negative('dog'), multiClass, 'not dog', -3, [0, -1, 0, 0]],
  ['its negation', negative(negative('dog')), multiClass, 'dog', 3, [0, 1, 0, 0]],
  ['a contrast', contrast('dog', 'wolf'), multiClass, 'dog rather than wolf', 0.5, [0, 1, -1, 0]],
  [
    'Finer-CAM with the two nearest classes',
    finer('dog', { references: 2, gamma: 0.5 }),
    multiClass,
    'dog (finer)',
    3 - 0.5 * 1.75,
    [-0.25, 1, -0.25, 0],
  ],
])('%s is a sum of logits', (_, target, head, label, score, gradient) => {
  const resolved = target(logits, head);
  expect(resolved.label).toBe(label);
  expect(resolved.score(logits)).toBeCloseTo(score, 6);
  // Adding zero turns -0 into 0.
  expect([...resolved.gradient(logits)].map((value) => value + 0)).toEqual(gradient);
});

test.each([
  ['probability', probability('wolf')],
  ['residual softmax', residualSoftmax('wolf')],
])('the gradient of the %s is that of its score', (_, target) => {
  const { score, gradient } = target(logits, multiClass);
  const step = 1e-4;
  gradient(logits).forEach((slope, i) => {
    const moved = (by: number): number => score(logits.with(i, logits[i]! + by));
    expect(slope).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 5);
  });
});

describe('a binary head', () => {
  test.each([
    [[2], 'cat', 1],
    [[-2], 'not cat', -1],
  ] as const)('decides %j to be %s', (values, label, sign) => {
    const resolved = predicted(values, single);
    expect(resolved.label).toBe(label);
    expect([...resolved.gradient(values)]).toEqual([sign]);
    expect(resolved.score(values)).toBe(2);
  });
});

describe('selection', () => {
  const labels = (targets: readonly Target[], head: HeadInfo): string[] =>
    targets.map((target) => target(logits, head).label);

  test('takes the largest logits, or the labels that hold', () => {
    expect(labels(topClasses(2)(logits, multiClass), multiClass)).toEqual(['dog', 'wolf']);
    expect(labels(decided(logits, multiLabel), multiLabel)).toEqual(['dog', 'wolf', 'cat']);
    expect(labels(decided(logits, multiClass), multiClass)).toEqual(['dog']);
    expect(topClasses(3)([-1], single).map((target) => target([-1], single).label)).toEqual(['not cat']);
  });
});

describe('confidence', () => {
  const of = (target: Target, head: HeadInfo): number => confidence(target(logits, head), logits, head.kind);
  const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));

  test('is the probability of what the target favors', () => {
    expect(of(classTarget('dog'), multiClass)).toBeCloseTo(p[1]!, 6);
    expect(of(labelSet(['dog', 'cat']), multiClass)).toBeCloseTo(p[0]! + p[1]!, 6);
    expect(of(negative('dog'), multiClass)).toBeCloseTo(1 - p[1]!, 6);
    expect(of(contrast('dog', 'wolf'), multiClass)).toBeCloseTo(sigmoid(0.5), 6);
    expect(of(probability('wolf'), multiClass)).toBeCloseTo(p[2]!, 6);
    expect(of(classTarget('wolf'), multiLabel)).toBeCloseTo(sigmoid(2.5), 6);
    expect(of(negative('wolf'), multiLabel)).toBeCloseTo(sigmoid(-2.5), 6);
  });

  test('stays finite where a third class takes everything', () => {
    expect(confidence(contrast(0, 1)([0, 0, 5000], multiClass), [0, 0, 5000], 'multi-class')).toBe(0.5);
  });
});

describe('a class given as text', () => {
  const digits: HeadInfo = { kind: 'multi-class', classes: ['0', '1', '2', '10'] };
  const indexOf = (label: string, head: HeadInfo): number[] => [...classTarget(label)(logits, head).favors];

  test('is an exact name before it is an index', () => {
    expect(indexOf('10', digits)).toEqual([3]);
    expect(indexOf('3', digits)).toEqual([3]);
    expect(indexOf('2', { kind: 'multi-class', classes: ['2', '1', '0', '10'] })).toEqual([0]);
    expect(indexOf('2', multiClass)).toEqual([2]);
    expect(indexOf('1', { kind: 'multi-class' })).toEqual([1]);
  });

  test.each([
    ['wolv', 'unknown-name', 'Did you mean "wolf"?'],
    ['constructor', 'unknown-name', 'expected one of '],
    ['4', 'invalid-argument', 'from 0 to 3'],
    ['-1', 'unknown-name', 'found "-1".'],
  ])('%j is refused', (label, code, message) => {
    expect(() => classTarget(label)(logits, multiClass)).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(message) }),
    );
  });
});
