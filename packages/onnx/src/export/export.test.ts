import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { loadOnnxRuntime, OPSET_VERSION } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import * as tfl from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../compile/compile.js';
import { exportModel, exportOnnx } from './export-model.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** A net with what makes export hard: paddings, batch norm, flattening, a residual. */
function net(): tfl.LayersModel {
  const { layers } = tfl;
  const input = tfl.input({ shape: [9, 9, 3], name: 'images' });
  const apply = (layer: tfl.layers.Layer, x: tfl.SymbolicTensor | tfl.SymbolicTensor[]) =>
    layer.apply(x) as tfl.SymbolicTensor;
  const padded = apply(layers.zeroPadding2d({ padding: 1 }), input);
  const conv = apply(layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', name: 'conv1' }), padded);
  const norm = apply(layers.batchNormalization(), apply(layers.conv2d({ filters: 4, kernelSize: 1 }), conv));
  const sum = apply(layers.reLU(), apply(layers.add(), [conv, norm]));
  const flat = apply(layers.flatten(), apply(layers.maxPooling2d({ poolSize: 3, strides: 2 }), sum));
  return tfl.model({ inputs: input, outputs: apply(layers.dense({ units: 5, name: 'logits' }), flat) });
}

describe('an exported model', () => {
  test.each([1, 3])('computes what the model computes, for a batch of %i', async (batch) => {
    const model = net();
    const images = tf.randomUniform([batch, 9, 9, 3], -1, 1);
    const expected = await (model.predict(images) as tf.Tensor).data();
    const compiled = await compile(await exportOnnx(model));
    const found = await compiled.run(Float32Array.from(await images.data()));
    expect(compiled.inputShape).toEqual([9, 9, 3]);
    expect(compiled.outputShape).toEqual([5]);
    expect(found).toHaveLength(batch * 5);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 4);
    });
    compiled.dispose();
    expect(compiled.head).toBeUndefined();
    await expect(compiled.run(found)).rejects.toThrow(expect.objectContaining({ code: 'invalid-shape' }));
    const disposed = expect.objectContaining({ code: 'run-failed', subject: 'run' });
    await expect(compiled.run(new Float32Array(9 * 9 * 3))).rejects.toThrow(disposed);
    model.dispose();
    images.dispose();
  });

  test('is the same beside other exports and predictions, and these are right', async () => {
    const model = net();
    const images = tf.ones([1, 9, 9, 3]);
    const predict = async (): Promise<ArrayLike<number>> => {
      await Promise.resolve();
      return tf.tidy(() => (model.predict(images) as tf.Tensor).dataSync());
    };
    const [alone, predicted] = [await exportOnnx(model), await predict()];
    const files = Array.from({ length: 4 }, () => exportOnnx(model));
    expect(await Promise.all([predict(), ...files, predict()])).toEqual([
      predicted,
      ...files.map(() => alone),
      predicted,
    ]);
    expect(tf.getBackend()).toBe('cpu');
    model.dispose();
    images.dispose();
  });

  test.each([1, 2, 5])('may be compiled for batches of two, and takes %i images', async (count) => {
    const model = net();
    const images = Float32Array.from({ length: count * 9 * 9 * 3 }, (_, i) => Math.sin(i));
    const [fixed, any] = [await compile(model, { batch: 2 }), await compile(model)];
    const [found, expected] = [await fixed.run(images), await any.run(images)];
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 5);
    });
    const half = images.subarray(0, images.length - 9);
    await expect(fixed.run(half)).rejects.toThrow(/expected a multiple of 243 numbers/);
    await expect(fixed.run(new Float32Array())).rejects.toThrow(/found 0 numbers/);
    await expect(compile(model, { batch: 0 })).rejects.toThrow(/whole number of at least 1, found 0/);
    for (const one of [fixed, any, model]) one.dispose();
  });

  test('is made of standard operators, gradients of convolutions too', async () => {
    const filter = tf.ones<tf.Rank.R4>([3, 3, 16, 16]);
    const convolve = (x: tf.Tensor) => tf.sum(tf.relu(tf.conv2d(x as tf.Tensor4D, filter, 1, 'same')));
    const { nodes } = await exportModel({
      compute: (x) => tf.grad(convolve)(x!),
      inputs: [{ name: 'x', shape: [1, 8, 8, 16] }],
      outputs: ['gradient'],
    });
    expect(nodes.map(({ op }) => op)).toContain('Conv');
    expect(nodes.filter(({ domain }) => domain !== '')).toEqual([]);
    filter.dispose();
  });

  test('has named inputs and outputs, any batch size, and its filters in place', async () => {
    const exported = await exportModel(net());
    expect(exported.inputs).toEqual([{ name: 'images', dtype: 'float32', shape: ['batch', 9, 9, 3] }]);
    expect(exported.outputs.map(({ shape }) => shape)).toEqual([['batch', 5]]);
    const ops = exported.nodes.map(({ op }) => op);
    expect(ops.filter((op) => op === 'Conv')).toHaveLength(2);
    expect(ops.filter((op) => op === 'Transpose').length).toBeLessThanOrEqual(2);
    expect(ops).not.toContain('Einsum');
    expect(exported.initializers.find(({ shape }) => String(shape) === '4,3,3,3')).toBeDefined();
    expect(OPSET_VERSION).toBe(18);
  });

  test('leaves backend, weights and tensors as they were', async () => {
    const model = net();
    const before = { ...tf.memory(), backend: tf.getBackend() };
    const weights = await Promise.all(model.getWeights().map((w) => w.data()));
    await exportOnnx(model);
    expect({ ...tf.memory(), backend: tf.getBackend() }).toEqual(before);
    const after = await Promise.all(model.getWeights().map((w) => w.data()));
    expect(after).toEqual(weights);
    model.dispose();
  });
});

describe('an exported function', () => {
  test('may have several inputs and outputs, also ones passed through', async () => {
    const scale = tf.scalar(3);
    const bytes = await exportOnnx({
      compute: (a, b) => [tf.add(tf.mul(a!, scale), b!), a!, tf.tile(tf.sum(b!, 1, true), [1, 2])],
      inputs: [
        { name: 'a', shape: [null, 4] },
        { name: 'b', shape: [null, 4] },
      ],
      outputs: ['sum', 'same', 'total'],
    });
    const runtime = loadOnnxRuntime();
    const session = runtime.createSession();
    session.loadModel(bytes.buffer, bytes.byteOffset, bytes.byteLength, {});
    const ones = new runtime.Tensor('float32', new Float32Array(8).fill(1), [2, 4]);
    const result = session.run({ a: ones, b: ones }, { sum: null, same: null, total: null }, {});
    expect(result.sum?.data).toEqual(new Float32Array(8).fill(4));
    expect(result.same?.data).toEqual(new Float32Array(8).fill(1));
    expect(result.total?.dims).toEqual([2, 2]);
    session.dispose();
    scale.dispose();
  });

  test('that reads the values of its input is refused', async () => {
    const reading = exportOnnx({
      compute: (x) => tf.mul(x!, x!.dataSync()[0]!),
      inputs: [{ name: 'x', shape: [null, 2] }],
      outputs: ['y'],
    });
    await expect(reading).rejects.toThrow(/reads their values/);
    expect(tf.getBackend()).toBe('cpu');
  });

  test('with a kernel that ONNX lacks is refused, and the kernel named', async () => {
    const lacking = exportOnnx({
      compute: (x) => tf.spectral.rfft(x!),
      inputs: [{ name: 'x', shape: [2, 8] }],
      outputs: ['y'],
    });
    await expect(lacking).rejects.toThrow(/a kernel that ONNX lacks/);
  });

  test('may keep what it computes from weights alone, and goes on working', async () => {
    const weight = tf.variable(tf.tensor1d([1, 2]));
    let folded: tf.Tensor | undefined;
    const compute = (x?: tf.Tensor): tf.Tensor => {
      folded ??= tf.keep(tf.mul(weight, tf.keep(tf.scalar(10))));
      return tf.add(x!, folded);
    };
    const shape = [null, 2];
    const compiled = await compile({ compute, inputs: [{ name: 'x', shape }], outputs: ['y'] });
    expect([...(await compiled.run(Float32Array.of(1, 1, 2, 2)))]).toEqual([11, 21, 12, 22]);
    expect([...compute(tf.ones([1, 2])).dataSync()]).toEqual([11, 21]);
    expect([...folded!.dataSync()]).toEqual([10, 20]);
    compiled.dispose();
    tf.dispose([weight, folded!]);
  });

  test('that keeps what depends on its input is refused', async () => {
    const keeping = exportOnnx({
      compute: (x) => tf.add(tf.keep(tf.mul(x!, 2)), 1),
      inputs: [{ name: 'x', shape: [null, 2] }],
      outputs: ['y'],
    });
    await expect(keeping).rejects.toThrow(/keeps nothing that depends on its inputs/);
    expect(tf.getBackend()).toBe('cpu');
  });
});
