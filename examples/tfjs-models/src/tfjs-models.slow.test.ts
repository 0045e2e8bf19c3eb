// Models that other people publish inside npm packages, run as their READMEs say.
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { registerOnnxRuntimeBackend } from '@convzoo/tfjs-backend-onnxruntime';
import * as tf from '@tensorflow/tfjs';
import * as nsfwjs from 'nsfwjs';
import { beforeAll, describe, expect, test } from 'vitest';

const require = createRequire(import.meta.url);

beforeAll(() => {
  registerOnnxRuntimeBackend();
});

/** Smooth waves of color, in [0, 255]. */
function picture(size: number): tf.Tensor3D {
  const values = Array.from({ length: size * size * 3 }, (_, i) =>
    Math.round(127 * (1 + Math.sin(i * 0.01))),
  );
  return tf.tensor3d(values, [size, size, 3], 'int32');
}

/** What a computation gives on TF.js's CPU backend and on this one. */
async function onBoth<T>(compute: () => Promise<T>): Promise<[expected: T, found: T]> {
  await tf.setBackend('cpu');
  const expected = await compute();
  await tf.setBackend('onnxruntime');
  return [expected, await compute()];
}

interface Prediction {
  readonly className: string;
  readonly probability: number;
}

describe('nsfwjs', () => {
  test.each<{ name: nsfwjs.ModelName; kind: string; options?: nsfwjs.NSFWJSOptions }>([
    { name: 'MobileNetV2', kind: 'a layers model' },
    { name: 'MobileNetV2Mid', kind: 'a graph model, converted from TensorFlow', options: { type: 'graph' } },
  ])('$name, $kind', async ({ name, options }) => {
    const [expected, found] = await onBoth(async (): Promise<readonly Prediction[]> => {
      const model = await nsfwjs.load(name, options);
      const x = picture(224);
      const predictions = await model.classify(x);
      x.dispose();
      model.dispose();
      return predictions;
    });
    expect(expected).toHaveLength(5);
    expect(found.map(({ className }) => className)).toEqual(expected.map(({ className }) => className));
    found.forEach(({ probability }, i) => {
      expect(probability).toBeCloseTo(expected[i]!.probability, 5);
    });
  });
});

/** A network of face-api, by the methods that are used here. */
interface Net {
  loadFromDisk(folder: string): Promise<void>;
  dispose(): void;
}

interface FaceApi {
  readonly nets: {
    readonly faceRecognitionNet: Net & { computeFaceDescriptor(x: tf.Tensor3D): Promise<Float32Array> };
    readonly faceExpressionNet: Net & { predictExpressions(x: tf.Tensor3D): Promise<Record<string, number>> };
    readonly ageGenderNet: Net & {
      predictAgeAndGender(x: tf.Tensor3D): Promise<{ age: number; genderProbability: number }>;
    };
    readonly faceLandmark68Net: Net & {
      detectLandmarks(x: tf.Tensor3D): Promise<{ positions: readonly { x: number; y: number }[] }>;
    };
  };
}

describe('face-api', () => {
  // The build for Node without tfjs-node: it takes TF.js from where it is installed.
  const { nets }: FaceApi = require('@vladmandic/face-api/dist/face-api.node-wasm.js');
  const folder = join(dirname(require.resolve('@vladmandic/face-api/package.json')), 'model');

  const networks: [name: string, net: Net, compute: (x: tf.Tensor3D) => Promise<number[]>][] = [
    [
      'face descriptors',
      nets.faceRecognitionNet,
      async (x) => [...(await nets.faceRecognitionNet.computeFaceDescriptor(x))],
    ],
    [
      'expressions',
      nets.faceExpressionNet,
      async (x) => Object.values(await nets.faceExpressionNet.predictExpressions(x)),
    ],
    [
      'age',
      nets.ageGenderNet,
      async (x) => {
        const { age, genderProbability } = await nets.ageGenderNet.predictAgeAndGender(x);
        return [age, genderProbability];
      },
    ],
    [
      'landmarks',
      nets.faceLandmark68Net,
      async (x) => (await nets.faceLandmark68Net.detectLandmarks(x)).positions.flatMap((p) => [p.x, p.y]),
    ],
  ];

  test.each(networks)('%s', async (_, net, compute) => {
    await tf.setBackend('cpu');
    await net.loadFromDisk(folder);
    const [expected, found] = await onBoth(async () => {
      const x = picture(150);
      const numbers = await compute(x);
      x.dispose();
      return numbers;
    });
    expect(expected.length).toBeGreaterThan(1);
    found.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 3);
    });
    net.dispose();
  });
});
