import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture, ArchitectureOptions } from '../architecture/architecture.js';
import type { ClassifierBuilder } from '../classifier/classifier-builder.js';
import { createClassifier } from '../classifier/create-classifier.js';
import type { Cut } from '../classifier/cut.js';
import type { ImageClassifier } from '../classifier/image-classifier.js';
import { ConvzooError } from '../errors/index.js';
import type { Size } from '../graph/layer-table.js';
import { minimumSize } from '../graph/minimum-size.js';
import { graphNodes } from '../graph/nodes.js';
import { binaryHead } from '../heads/binary.js';
import { multiClassHead } from '../heads/multi-class.js';
import { multiLabelHead } from '../heads/multi-label.js';
import { check, checkClose, take } from './assertions.js';
import { closedFormValues } from './closed-form.js';

/** One thing that every architecture must hold to; `run` rejects with what was found if it does not. */
export interface Law {
  readonly name: string;
  run(): Promise<void>;
}

export interface ArchitectureLawOptions<O extends ArchitectureOptions = ArchitectureOptions> {
  /** What the builder is called with: make the network narrow and the images small. Default: nothing. */
  readonly options?: O;
  /** The size that the network has with a multi-class head of `classes` classes. */
  readonly size: Size;
  /** Default 5. */
  readonly classes?: number;
  /** Relative agreement asked of float32 computations. Default 1e-4. */
  readonly tolerance?: number;
}

/**
 * The laws of the Architecture contract, for any test runner:
 * `for (const { name, run } of architectureLaws(builder, { options, size })) test(name, run)`.
 * They run on the current TF.js backend.
 */
export function architectureLaws<O extends ArchitectureOptions>(
  builder: ClassifierBuilder<O>,
  { options, size, classes = 5, tolerance = 1e-4 }: ArchitectureLawOptions<O>,
): Law[] {
  const head = multiClassHead(classes);
  const build = (): Architecture => builder.architecture(options);
  const create = (seed = 1): ImageClassifier => createClassifier(build(), { head, seed });
  const images = (batch: number): tf.Tensor4D => {
    const shape: [number, number, number, number] = [batch, ...build().inputShape];
    return tf.tensor4d(
      closedFormValues(
        'law images',
        shape.reduce((product, n) => product * n, 1),
      ),
      shape,
    );
  };
  /** Runs a law on a fresh classifier and a batch, both of which are freed. */
  const law = (
    name: string,
    run: (classifier: ImageClassifier, x: tf.Tensor4D) => Promise<void> | void,
    batch = 2,
  ): Law => ({
    name,
    run: async () => {
      const classifier = create();
      const x = images(batch);
      try {
        await run(classifier, x);
      } finally {
        x.dispose();
        classifier.dispose();
      }
    },
  });
  const cuts = (classifier: ImageClassifier): Cut[] => [
    classifier.lastConv,
    ...Object.values(classifier.taps),
  ];

  return [
    law('its size is the declared one', (classifier) => {
      for (const key of ['parameters', 'buffers', 'macs'] as const) {
        check(classifier.size[key] === size[key], key, `${size[key]}`, () => `${classifier.size[key]}`);
      }
    }),
    law('every layer has a name of its own choosing', (classifier) => {
      const automatic = classifier.model.layers
        .map((layer) => layer.name)
        .filter((name) => /_[A-Z]\w*\d$/.test(name));
      check(automatic.length === 0, 'layer names', 'names given by the architecture', () =>
        automatic.join(', '),
      );
    }),
    law('logits are [batch, units] and the last map has its declared shape', (classifier, x) => {
      const { lastConv } = classifier;
      const [logits, map] = tf.tidy(() => [classifier.logits(x).shape, lastConv.features(x).shape]);
      check(
        logits.join() === [2, classes].join(),
        'logits',
        `[2, ${classes}]`,
        () => `[${logits.join(', ')}]`,
      );
      check(
        map.join() === [2, ...lastConv.shape].join(),
        'last map',
        `[2, ${lastConv.shape.join(', ')}]`,
        () => `[${map.join(', ')}]`,
      );
    }),
    law('logits are head(features(x)) at the last conv layer and at every tap', async (classifier, x) => {
      const logits = await take(classifier.logits(x));
      for (const cut of cuts(classifier)) {
        checkClose(cut.name, await take(tf.tidy(() => cut.logits(cut.features(x)))), logits, tolerance);
      }
    }),
    law('a map that is declared rectified is never negative', async (classifier, x) => {
      for (const { name, rectified, features } of cuts(classifier)) {
        const lowest = Math.min(...(await take(tf.tidy(() => tf.min(features(x))))));
        check(!rectified || lowest >= 0, `map ${name}`, 'values of at least 0', () => `${lowest}`);
      }
    }),
    law('every activation is finite', async (classifier, x) => {
      const { model } = classifier;
      const nodes = graphNodes(model);
      const all = tfl.model({ inputs: model.inputs, outputs: nodes.map(({ output }) => output) });
      const activations = tf.tidy(() => [all.predict(x)].flat());
      for (const [i, { layer }] of nodes.entries()) {
        // Looked at one by one: a reduction, like a ReLU, may lose a NaN.
        const wrong = (await activations[i]!.data()).find((value) => !Number.isFinite(value));
        check(wrong === undefined, `output of ${layer.name}`, 'finite values', () => `${wrong}`);
      }
      tf.dispose(activations);
    }),
    law('its options, as JSON, build the same network again', async (classifier) => {
      const options = JSON.parse(JSON.stringify(classifier.architecture.options));
      const again = createClassifier(builder.architecture(options), { head });
      const layers = (one: ImageClassifier): string => JSON.stringify(one.summary());
      const keys = async (one: ImageClassifier): Promise<string> =>
        [...(await one.stateDict()).keys()].join();
      const same = layers(again) === layers(classifier) && (await keys(again)) === (await keys(classifier));
      again.dispose();
      const { inputShape } = classifier.architecture;
      check(
        same && String(options.inputShape) === String(inputShape),
        'options',
        'the same layers and names',
        () => `others for ${JSON.stringify(options)}`,
      );
    }),
    law('images are taken from the smallest size that leaves a pixel everywhere', (classifier) => {
      const [height, width] = minimumSize(classifier.model);
      const { inputShape } = classifier.architecture;
      const builds = (rows: number, columns: number): boolean => {
        const other = { ...options!, inputShape: [rows, columns, inputShape[2]] as const };
        try {
          createClassifier(builder.architecture(other), { head }).dispose();
          return true;
        } catch (error) {
          if (ConvzooError.isInstance(error)) return false;
          throw error;
        }
      };
      check(builds(height, width), `images of ${height}x${width}`, 'a network', () => 'an error');
      const smaller = builds(height - 1, width) || builds(height, width - 1);
      check(!smaller, `images smaller than ${height}x${width}`, 'an error', () => 'a network');
    }),
    law('the last conv layer ends the taps', (classifier) => {
      const taps = Object.keys(classifier.taps);
      check(taps.at(-1) === classifier.lastConv.name, 'taps', `${classifier.lastConv.name} last`, () =>
        taps.join(', '),
      );
    }),
    law('maps shrink and are listed from the image to the head', (classifier) => {
      const strides = classifier.featureInfo.map(({ stride }) => stride ?? Number.POSITIVE_INFINITY);
      const sorted = [...strides].sort((a, b) => a - b);
      check(strides.join() === sorted.join(), 'taps', 'strides that do not fall', () => strides.join(', '));
    }),
    law('compiled inference equals the tf.layers model', async (classifier, x) => {
      const logits = await take(classifier.logits(x));
      const whole = tf.tidy(() => first(classifier.model.predict(x)));
      checkClose('model', await take(whole), logits, tolerance);
    }),
    law(
      'a batch of n is n batches of 1',
      async (classifier, x) => {
        const together = await take(classifier.logits(x));
        for (let i = 0; i < x.shape[0]; i++) {
          const alone = await take(
            tf.tidy(() => classifier.logits(tf.slice(x, [i, 0, 0, 0], [1, -1, -1, -1]))),
          );
          checkClose(`image ${i}`, alone, together.subarray(i * classes, (i + 1) * classes), tolerance);
        }
      },
      3,
    ),
    law('the same input and the same seed give the same logits', async (classifier, x) => {
      const logits = await take(classifier.logits(x));
      checkClose('second run', await take(classifier.logits(x)), logits, 0);
      const twin = create();
      const other = create(2);
      const twinLogits = await take(twin.logits(x));
      const otherLogits = await take(other.logits(x));
      twin.dispose();
      other.dispose();
      checkClose('the same seed', twinLogits, logits, 0);
      check(otherLogits.join() !== logits.join(), 'another seed', 'other logits', () => 'the same');
    }),
    law('every trainable weight gets a finite gradient', async (classifier, x) => {
      const targets = tf.tensor2d(
        Array.from({ length: x.shape[0] }, (_, i) => [...head.encode(i % classes)]),
        [x.shape[0], classes],
      );
      const { value, grads } = tf.variableGrads(() => head.loss(targets, classifier.trainingLogits(x)));
      tf.dispose([value, targets]);
      const without: string[] = [];
      for (const weight of classifier.model.trainableWeights) {
        const gradient = grads[weight.name];
        const largest =
          gradient === undefined ? 0 : Math.max(...(await take(tf.tidy(() => tf.max(tf.abs(gradient))))));
        if (!(largest > 0 && Number.isFinite(largest))) without.push(weight.originalName);
      }
      tf.dispose(grads);
      check(
        without.length === 0,
        'gradients',
        'one for every trainable weight',
        () => `none for ${without.join(', ')}`,
      );
    }),
    law('training moves running statistics, and frozen features keep them', async (classifier, x) => {
      const statistics = async (): Promise<Map<string, string>> => {
        const weights = classifier.model.weights.filter(({ originalName }) =>
          originalName.includes('moving_'),
        );
        return new Map(
          await Promise.all(
            weights.map(async (w) => [w.originalName, (await w.read().data()).join()] as const),
          ),
        );
      };
      const train = (): void => classifier.trainingLogits(x).dispose();
      const before = await statistics();
      classifier.freeze();
      train();
      const frozen = await statistics();
      const inFeatures = new Set(
        classifier.model.layers
          .filter((layer) => !layer.trainable)
          .flatMap(({ weights }) => weights.map(({ originalName }) => originalName)),
      );
      classifier.unfreeze();
      train();
      const trained = await statistics();
      for (const [name, value] of before) {
        check(
          frozen.get(name) === value || !inFeatures.has(name),
          name,
          'no change while frozen',
          () => 'a change',
        );
        check(trained.get(name) !== value, name, 'a change in training', () => 'none');
      }
    }),
    law('another head keeps the backbone', async (classifier, x) => {
      for (const other of [multiLabelHead(3), binaryHead('yes')]) {
        const next = classifier.withHead(other);
        const map = await take(classifier.lastConv.features(x));
        checkClose('features', await take(next.lastConv.features(x)), map, 0);
        const shape = tf.tidy(() => next.predict(x).shape);
        next.dispose();
        check(
          shape.join() === [2, other.units].join(),
          other.kind,
          `[2, ${other.units}]`,
          () => `[${shape.join(', ')}]`,
        );
      }
    }),
    law('weights survive a state dict', async (classifier, x) => {
      const stateDict = await classifier.stateDict();
      const weights = [...stateDict.keys()].filter((key) => !key.endsWith('num_batches_tracked'));
      check(
        weights.length === classifier.model.weights.length,
        'state dict',
        'a key for each weight',
        () => `${weights.length} keys for ${classifier.model.weights.length} weights`,
      );
      const copy = createClassifier(build(), { head, weights: stateDict });
      const logits = await take(copy.logits(x));
      copy.dispose();
      checkClose('loaded', logits, await take(classifier.logits(x)), 0);
    }),
    law('saving and loading is the identity', async (classifier, x) => {
      let saved: tf.io.ModelArtifacts | undefined;
      await classifier.save(
        tf.io.withSaveHandler(async (artifacts) => {
          saved = artifacts;
          return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
        }),
      );
      const copy = create(2);
      await copy.load(tf.io.fromMemory(saved!));
      const logits = await take(copy.logits(x));
      copy.dispose();
      checkClose('loaded', logits, await take(classifier.logits(x)), 0);
    }),
    {
      name: 'nothing leaks',
      run: async () => {
        const before = tf.memory().numTensors;
        const classifier = create();
        const x = images(1);
        const start = tf.memory().numTensors;
        tf.dispose([classifier.logits(x), classifier.predict(x)]);
        // The first run may prepare weights for inference; after it only results are allocated.
        const prepared = tf.memory().numTensors;
        for (let i = 0; i < 3; i++) {
          classifier.predict(x).dispose();
          for (const cut of cuts(classifier)) tf.dispose(tf.tidy(() => cut.logits(cut.features(x))));
        }
        const after = tf.memory().numTensors;
        x.dispose();
        classifier.dispose();
        check(
          after === prepared,
          'tensors after predictions',
          `${prepared}`,
          () => `${after} (${start} before the first)`,
        );
        const left = tf.memory().numTensors;
        check(left === before, 'tensors after dispose', `${before}`, () => `${left}`);
      },
    },
  ];
}

function first<T>(output: T | T[]): T {
  return Array.isArray(output) ? output[0]! : output;
}
