import { expect, test } from 'vitest';
import { reshape, transpose } from '../lowering/graph/shaping.js';
import { parametersOf } from './parameters.js';
import { Recorder } from './recorder.js';
import { createValue, type Value } from './value.js';

function input(...shape: number[]): Value {
  return createValue({ dtype: 'float32', shape }, { data: new Float32Array(0) });
}

test('filters, biases and factors are parameters, images are not', () => {
  const g = new Recorder();
  const [image, filter, bias, matrix] = [input(2, 9, 9, 3), input(3, 3, 3, 8), input(8, 1, 1), input(72, 5)];
  const padded = g.emit('Pad', [transpose(g, image, [0, 3, 1, 2])], {
    dtype: 'float32',
    shape: [2, 3, 11, 11],
  });
  const conv = g.emit('Conv', [padded, transpose(g, filter, [3, 2, 0, 1])], {
    dtype: 'float32',
    shape: [2, 8, 9, 9],
  });
  const sum = g.emit('Add', [bias, conv], conv);
  g.emit('Gemm', [reshape(g, sum, [18, 72]), matrix], { dtype: 'float32', shape: [18, 5] });
  expect(parametersOf(g.take())).toEqual(new Set([filter, bias, matrix]));
});

test('what is used both as a filter and as data is not a parameter', () => {
  const g = new Recorder();
  const x = input(3, 3, 3, 3);
  g.emit('Conv', [x, x], { dtype: 'float32', shape: [3, 3, 1, 1] });
  expect(parametersOf(g.take())).toEqual(new Set());
});
