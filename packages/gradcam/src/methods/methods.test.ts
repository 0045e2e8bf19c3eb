import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { ConvzooError } from '@convzoo/core/errors';
import { expect, test } from 'vitest';
import { only } from '../fixtures/compare.js';
import { gapNet, images } from '../fixtures/nets.js';
import { explain, methodNamed, methods } from '../index.js';

await tf.setBackend('cpu');

test.each(Object.entries(methods))('%s is the name of its method', (name, method) => {
  expect(method().name).toBe(name);
  expect(methodNamed(name).name).toBe(name);
});

test('a method is given by name or as a value', async () => {
  const [net, x] = [gapNet(), images(1)];
  const named = await only(explain(net, x, { method: 'layercam', target: 'dog' }));
  const value = await only(explain(net, x, { method: methods.layercam(), target: 1 }));
  expect(named.method).toBe('layercam');
  expect(named.target.label).toBe('dog');
  expect(named.map).toEqual(value.map);
  expect((await only(explain(net, x))).method).toBe('gradcam');
});

test.each(['gradcan', 'constructor', 'toString', '__proto__', ''])('%j is no method', (name) => {
  const error = errorOf(() => methodNamed(name));
  expect(error.code).toBe('unknown-name');
  expect(error.expected).toContain('gradcam, gradcam++');
});

test('the nearest name is suggested, where one resembles it', () => {
  expect(errorOf(() => methodNamed('gradcan')).remedy).toBe('Did you mean "gradcam"?');
  expect(errorOf(() => methodNamed('constructor')).remedy).toBeUndefined();
});

function errorOf(work: () => unknown): ConvzooError {
  try {
    work();
  } catch (error) {
    if (ConvzooError.isInstance(error)) return error;
  }
  throw new Error('no ConvzooError');
}
