import * as tf from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import { OnnxRuntimeBackend } from './backend.js';
import { BACKEND_NAME, type RegisterOptions, registerOnnxRuntimeBackend } from './register.js';

async function start(options: RegisterOptions = {}): Promise<OnnxRuntimeBackend> {
  registerOnnxRuntimeBackend(options);
  await tf.setBackend(BACKEND_NAME);
  const backend = tf.backend();
  if (!(backend instanceof OnnxRuntimeBackend)) throw new TypeError('another backend');
  return backend;
}

let backend: OnnxRuntimeBackend;
beforeEach(async () => {
  backend = await start();
});

/** Records an operator that ONNX Runtime refuses when the program is compiled. */
function recordNonsense(): tf.Tensor {
  const g = backend.recorder;
  g.kernel = 'Nonsense';
  const info = backend.hold(g.emit('NoSuchOperator', [], { dtype: 'float32', shape: [2] }));
  return tf.engine().makeTensorFromTensorInfo(info);
}

describe('errors inside a program', () => {
  test('name the kernel, and come when a tensor of the program is read', async () => {
    const y = tf.add(recordNonsense(), 1);
    await expect(y.data()).rejects.toThrow(/Nonsense|NoSuchOperator/);
    expect(() => y.dataSync()).toThrow(/NoSuchOperator/);
  });

  test('do not escape from the microtask that runs the program', async () => {
    recordNonsense();
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(await tf.add(1, 2).data()).toEqual(Float32Array.of(3));
  });

  test('stay with the tensors that depend on them', async () => {
    const bad = recordNonsense();
    expect(() => bad.dataSync()).toThrow();
    expect(() => tf.mul(bad, 2)).toThrow(/NoSuchOperator/);
    expect(await tf.square(3).data()).toEqual(Float32Array.of(9));
  });

  test('leave the rest of the program alone', () => {
    const good = [1, 2, 3].map((i) => tf.square(tf.scalar(i)));
    const bad = recordNonsense();
    const more = tf.exp(tf.scalar(0));
    expect(() => bad.dataSync()).toThrow(/NoSuchOperator/);
    expect([...good, more].map((t) => t.dataSync()[0])).toEqual([1, 4, 9, 1]);
  });

  test('of ONNX Runtime while it runs name the kernel', () => {
    const indices = tf.add(tf.tensor1d([5], 'int32'), tf.scalar(5, 'int32'));
    const y = tf.gather(tf.tensor1d([1, 2, 3]), tf.cast(indices, 'int32'));
    expect(() => y.dataSync()).toThrow(/kernel GatherV2/);
    expect(() => y.dataSync()).toThrow(expect.objectContaining({ code: 'run-failed' }));
  });
});

describe('programs', () => {
  test('run at the end of the task without a read', async () => {
    const runs = backend.statistics.runs;
    tf.exp(tf.tensor1d([1, 2]));
    await Promise.resolve();
    expect(backend.statistics.runs).toBe(runs + 1);
  });

  test('run when they have grown large', async () => {
    const limited = await start({ maxPendingNodes: 10 });
    let x: tf.Tensor = tf.tensor1d([1, 2]);
    for (let i = 0; i < 25; i++) x = tf.add(x, tf.scalar(i));
    expect(limited.statistics.runs).toBeGreaterThanOrEqual(2);
    expect(x.dataSync()).toEqual(Float32Array.of(301, 302));
  });

  test('of many thousands of nodes compile', () => {
    let x: tf.Tensor = tf.tensor1d([1, 1]);
    for (let i = 0; i < 2500; i++) x = tf.add(tf.mul(x, tf.scalar(0.5)), tf.scalar(1));
    expect(x.dataSync()[0]).toBeCloseTo(2, 5);
  });

  test('of the same structure are compiled once', () => {
    const step = (a: number) => tf.tidy(() => tf.sum(tf.relu(tf.mul(tf.tensor1d([a, -a]), 3))).dataSync()[0]);
    expect(step(1)).toBe(3);
    const compiled = backend.statistics.compilations;
    expect([2, 3, 4].map(step)).toEqual([6, 9, 12]);
    expect(backend.statistics.compilations).toBe(compiled);
  });

  test('are compiled again after they were dropped from the cache', async () => {
    await start({ maxSessions: 1 });
    for (let round = 0; round < 3; round++) {
      expect(tf.exp(tf.scalar(0)).dataSync()[0]).toBe(1);
      expect(tf.neg(tf.scalar(2)).dataSync()[0]).toBe(-2);
    }
  });

  test('do not compute what was disposed while pending', () => {
    const runs = backend.statistics.runs;
    const x = tf.exp(tf.tensor1d([1, 2]));
    x.dispose();
    backend.flush();
    expect(backend.statistics.runs).toBe(runs);
  });

  test('compute what depends on a tensor disposed while pending', () => {
    const x = tf.tensor1d([1, 2]);
    const y = tf.add(tf.mul(x, 2), 1);
    x.dispose();
    expect(y.dataSync()).toEqual(Float32Array.of(3, 5));
  });

  test('ends with the backend', () => {
    const x = tf.add(tf.tensor1d([1, 2]), 1);
    tf.removeBackend(BACKEND_NAME);
    expect(() => x.dataSync()).toThrow();
  });
});

describe('weights that stay the same', () => {
  test('are built in, and go back when assigned', () => {
    const filter = tf.variable(tf.ones<tf.Rank.R4>([3, 3, 2, 4]));
    const predict = () =>
      tf.tidy(() => tf.sum(tf.conv2d(tf.ones<tf.Rank.R4>([1, 3, 3, 2]), filter, 1, 'valid')).dataSync()[0]);
    for (let i = 0; i < 10; i++) expect(predict()).toBe(72);
    const compiled = backend.statistics.compilations;
    filter.assign(tf.fill([3, 3, 2, 4], 2));
    for (let i = 0; i < 3; i++) expect(predict()).toBe(144);
    expect(compiled).toBeGreaterThan(1);
    filter.dispose();
  });
});

describe('unusual tensors', () => {
  test('of no elements', () => {
    const empty = tf.zeros([0, 3]);
    expect(tf.add(empty, 1).dataSync()).toHaveLength(0);
    expect(tf.concat([empty, tf.ones([1, 3])]).dataSync()).toEqual(Float32Array.of(1, 1, 1));
    expect(tf.sum(empty).dataSync()[0]).toBe(0);
  });

  test('of NaN and infinities', () => {
    const x = tf.tensor1d([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1]);
    expect(Array.from(tf.relu(x).dataSync())).toEqual([Number.NaN, Number.POSITIVE_INFINITY, 0, 1]);
    expect(Array.from(tf.isNaN(x).dataSync())).toEqual([1, 0, 0, 0]);
    expect(tf.max(x).dataSync()[0]).toBeNaN();
    expect(tf.argMax(x).dataSync()[0]).toBe(1);
  });

  test('of integers beyond the floats', () => {
    const big = tf.tensor1d([2 ** 24 + 1, 7], 'int32');
    expect(Array.from(tf.add(big, tf.scalar(2, 'int32')).dataSync())).toEqual([2 ** 24 + 3, 9]);
    expect(Array.from(tf.mod(tf.tensor1d([-7, 7], 'int32'), tf.scalar(3, 'int32')).dataSync())).toEqual([
      2, 1,
    ]);
  });

  test('of truth values, strings and complex numbers', () => {
    const a = tf.tensor1d([true, false], 'bool');
    expect(Array.from(tf.logicalXor(a, tf.logicalNot(a)).dataSync())).toEqual([1, 1]);
    expect(tf.concat([tf.tensor1d(['a']), tf.tensor1d(['b'])]).dataSync<'string'>()).toEqual(['a', 'b']);
    const z = tf.mul(tf.complex([1], [2]), tf.complex([3], [4]));
    expect([tf.real(z).dataSync()[0], tf.imag(z).dataSync()[0]]).toEqual([-5, 10]);
  });
});
