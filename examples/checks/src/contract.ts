import '@tensorflow/tfjs-backend-cpu';
import {
  type ArchitectureOptions,
  type ClassifierBuilder,
  type ImageClassifier,
  multiClassHead,
  type Size,
} from '@convzoo/core';
import { seedDropout } from '@convzoo/core/layers';
import { architectureLaws, closedFormImages, relativeError, take } from '@convzoo/core/testing';
import { explain } from '@convzoo/gradcam';
import { compile, exportOnnx } from '@convzoo/onnx';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { beforeEach, describe, expect, test } from 'vitest';

export interface ContractTestOptions {
  /** Options that make the network narrow and its images small. */
  readonly options: ArchitectureOptions;
  /** The size of this network with 5 classes. */
  readonly size: Size;
}

/** A step's loss, the loss of the same batch after it, and the gradients of all weights. */
interface TrainingStep {
  readonly loss: number;
  readonly lossAfter: number;
  readonly gradients: readonly number[];
}

const head = multiClassHead(5);
const batch = 4;

/**
 * Tests that an architecture keeps the contract, and that what is written against the contract works with it:
 * training on every engine, explanation, export.
 */
export function contractTests(builder: ClassifierBuilder, { options, size }: ContractTestOptions): void {
  const build = (): ImageClassifier => builder({ ...options, head, seed: 1 });
  const images = (net: ImageClassifier): tf.Tensor4D => closedFormImages(batch, net.architecture.inputShape);

  beforeEach(async () => {
    await tf.setBackend('cpu');
  });

  describe('law', () => {
    beforeEach(async () => {
      await useRuntime('wasm');
    });
    for (const { name, run } of architectureLaws(builder, { options, size })) test(name, run);
  });

  let onCpu: Promise<TrainingStep> | undefined;

  test.each(['wasm', 'onnxruntime'])('trains on %s as on cpu', async (engine) => {
    onCpu ??= trainingStep(build);
    const expected = await onCpu;
    await useRuntime(engine);
    const found = await trainingStep(build);
    expect(found.loss).toBeCloseTo(expected.loss, 4);
    // Rounding decides on which side of an activation's kink a value falls: single gradients may differ.
    expect(cosine(found.gradients, expected.gradients)).toBeGreaterThan(0.999);
    expect(found.lossAfter).toBeLessThan(found.loss);
  });

  test.each(['gradcam', 'gradcam++', 'layercam', 'eigencam'] as const)('%s explains it', async (method) => {
    const net = build();
    const x = images(net);
    for (const { map, maximum } of await explain(net.lastConv, x, { method })) {
      expect(map.data.every(Number.isFinite)).toBe(true);
      expect(Number.isFinite(maximum)).toBe(true);
    }
    x.dispose();
    net.dispose();
  });

  test('CAM explains it if its head is dense on global average pooling', async () => {
    const net = build();
    const x = images(net);
    const explained = explain(net.lastConv, x, { method: 'cam' });
    if (net.lastConv.linear === undefined) {
      await expect(explained).rejects.toThrow(expect.objectContaining({ code: 'invalid-model' }));
    } else {
      for (const { map } of await explained) expect(map.data.every(Number.isFinite)).toBe(true);
    }
    x.dispose();
    net.dispose();
  });

  test('its ONNX file has its logits', async () => {
    const net = build();
    const x = images(net);
    const expected = await take(net.logits(x));
    const session = await InferenceSession.create(await exportOnnx(net));
    const input = new Tensor('float32', Float32Array.from(await x.data()), x.shape);
    const { logits } = await session.run({ [session.inputNames[0]!]: input });
    expect(relativeError(logits!.data as Float32Array, expected)).toBeLessThan(1e-4);
    await session.release();
    x.dispose();
    net.dispose();
  });

  test.each(['cpu', 'wasm'])("compiled for ONNX Runtime's %s it has its logits", async (provider) => {
    const net = build();
    const x = images(net);
    const expected = await take(net.logits(x));
    const compiled = await compile(net, { providers: [provider] });
    expect(relativeError(await compiled.logits(Float32Array.from(await x.data())), expected)).toBeLessThan(
      1e-4,
    );
    compiled.dispose();
    x.dispose();
    net.dispose();
  });

  async function trainingStep(create: () => ImageClassifier): Promise<TrainingStep> {
    const net = create();
    const x = images(net);
    const targets = tf.tensor2d(Array.from({ length: batch }, (_, i) => [...head.encode(i)]));
    const lossOf = (): tf.Scalar => {
      seedDropout(net.model, 'step');
      return head.loss(targets, net.trainingLogits(x));
    };
    const { value, grads } = tf.variableGrads(lossOf);
    const gradients: number[] = [];
    for (const weight of net.model.trainableWeights) gradients.push(...(await grads[weight.name]!.data()));
    // A short step along the gradient lowers the loss of the same batch.
    tf.train.sgd(1e-3).applyGradients(grads);
    const after = tf.tidy(lossOf);
    const [[loss], [lossAfter]] = [await take(value), await take(after)];
    tf.dispose([x, targets, grads]);
    net.dispose();
    return { loss: loss!, lossAfter: lossAfter!, gradients };
  }
}

/** Cosine of the angle between two vectors. */
function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (u: readonly number[], v: readonly number[]): number =>
    u.reduce((sum, x, i) => sum + x * v[i]!, 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}
