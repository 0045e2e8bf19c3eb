// Measures training steps and the way of images into them. Build first, then:
//   node packages/train/tools/training-speed.mjs [--runtime wasm] [--nets resnet18,resnet20,vgg11,resnet50]
//                                                [--steps 10] [--memory-steps 500] [--images 64]
// Prints a JSON object. Times are medians in milliseconds.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { multiClassHead } from '@convzoo/core';
import { imagenetPreprocessing } from '@convzoo/core/preprocess';
import { augmentations, batches } from '@convzoo/data';
import { readImageFolder } from '@convzoo/data/formats';
import { resnet18, resnet20, resnet50 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { createOptimizer, lossAndGradients, train, trainableParameters } from '@convzoo/train';
import { vgg11 } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';

const { values: flags } = parseArgs({
  options: {
    runtime: { type: 'string', default: 'wasm' },
    nets: { type: 'string', default: 'resnet18,resnet20,vgg11,resnet50' },
    steps: { type: 'string', default: '10' },
    'memory-steps': { type: 'string', default: '500' },
    images: { type: 'string', default: '64' },
  },
});
const [steps, memorySteps, imageCount] = [flags.steps, flags['memory-steps'], flags.images].map(Number);

const nets = {
  resnet18: { build: resnet18, options: {}, batchSize: 16 },
  resnet20: { build: resnet20, options: {}, batchSize: 128 },
  vgg11: { build: vgg11, options: { width: 0.25, inputShape: [32, 32] }, batchSize: 128 },
  resnet50: { build: resnet50, options: {}, batchSize: 16 },
};
const classes = 10;

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const rounded = (value) => Math.round(value * 100) / 100;

async function timed(run) {
  const start = performance.now();
  const result = await run();
  return [performance.now() - start, result];
}

/** Ends what a backend may still be computing: reading a value waits for it. */
const finish = async (tensor) => {
  await tensor.data();
};

function noise({ architecture }, batchSize) {
  const size = architecture.inputShape.reduce((product, n) => product * n, batchSize);
  const targets = new Float32Array(batchSize * classes);
  for (let i = 0; i < batchSize; i++) targets[i * classes + (i % classes)] = 1;
  return {
    inputs: Float32Array.from({ length: size }, () => 2 * Math.random() - 1),
    inputShape: architecture.inputShape,
    targets,
  };
}

/** A step in its parts. Backward is what gradients take longer than the forward pass alone. */
async function measureStep({ build, options, batchSize }) {
  const classifier = build({ ...options, head: multiClassHead(classes) });
  const batch = noise(classifier, batchSize);
  const parameters = trainableParameters(classifier.model);
  const optimizer = createOptimizer({ kind: 'sgd', weightDecay: 1e-4 });
  const forward = async () => {
    const logits = tf.tidy(() =>
      classifier.trainingLogits(tf.tensor4d(batch.inputs, [batchSize, ...batch.inputShape])),
    );
    await finish(logits);
    logits.dispose();
  };
  const gradients = async () => {
    const result = lossAndGradients(classifier, parameters, batch);
    await finish(result.loss);
    await finish(result.gradients[0]);
    return result;
  };
  const update = async ({ loss, gradients }) => {
    optimizer.update(parameters, gradients, 0.01);
    await finish(parameters[0].variable);
    tf.dispose([loss, ...gradients]);
  };
  const times = { forward: [], gradients: [], update: [] };
  // The first steps compile, and fill caches and memory pools.
  for (let step = -3; step < steps; step++) {
    const [forwardTime] = await timed(forward);
    const [gradientTime, result] = await timed(gradients);
    const [updateTime] = await timed(() => update(result));
    if (step < 0) continue;
    times.forward.push(forwardTime);
    times.gradients.push(gradientTime);
    times.update.push(updateTime);
  }
  optimizer.dispose();
  classifier.dispose();
  const [f, g, u] = [median(times.forward), median(times.gradients), median(times.update)];
  return {
    batchSize,
    imagesPerSecond: rounded((1000 * batchSize) / (g + u)),
    forward: rounded(f),
    backward: rounded(g - f),
    update: rounded(u),
  };
}

/** Tensors and memory over many steps of a small net; both should stay what they are after the first. */
async function measureMemory() {
  const classifier = resnet20({ width: 0.25, inputShape: [16, 16], head: multiClassHead(classes) });
  const batch = noise(classifier, 8);
  const parameters = trainableParameters(classifier.model);
  const optimizer = createOptimizer({ kind: 'sgd' });
  const samples = [];
  for (let step = 1; step <= memorySteps; step++) {
    const { loss, gradients } = lossAndGradients(classifier, parameters, batch);
    await loss.data();
    optimizer.update(parameters, gradients, 0.001);
    tf.dispose([loss, ...gradients]);
    if (step % Math.ceil(memorySteps / 5) !== 0) continue;
    samples.push({
      step,
      tensors: tf.memory().numTensors,
      megabytes: Math.round(process.memoryUsage.rss() / 1e6),
    });
  }
  optimizer.dispose();
  classifier.dispose();
  return samples;
}

/** Photographs in a folder of one class per color: JPEGs of 500 x 375 pixels, as ImageNet's are on average. */
async function makePhotographs(directory) {
  const photo = fileURLToPath(new URL('../../data/fixtures/chelsea.jpg', import.meta.url));
  for (let i = 0; i < imageCount; i++) {
    const path = join(directory, i % 2 === 0 ? 'warm' : 'cold', `${i}.jpg`);
    await mkdir(dirname(path), { recursive: true });
    const tint = i % 2 === 0 ? { r: 255, g: 220, b: 180 } : { r: 180, g: 220, b: 255 };
    await sharp(photo).resize(500, 375).tint(tint).jpeg({ quality: 90 }).toFile(path);
  }
  return await readImageFolder(directory);
}

/** Images a second: sharp alone decoding and resizing, which is the limit, and ours to normalized input. */
async function measureData(dataset) {
  const files = dataset.samples.map(({ file }) => file);
  const alone = async () => {
    for (let i = 0; i < files.length; i += 4) {
      await Promise.all(
        files
          .slice(i, i + 4)
          .map((file) => sharp(file).resize(224, 224, { fit: 'cover' }).removeAlpha().raw().toBuffer()),
      );
    }
  };
  const ours = async () => {
    const options = {
      batchSize: 16,
      preprocessing: imagenetPreprocessing,
      encode: () => new Float32Array(1),
    };
    for await (const _ of batches(dataset, options));
  };
  await alone();
  await ours();
  const [aloneTime] = await timed(alone);
  const [oursTime] = await timed(ours);
  return {
    sharpAlone: rounded((1000 * files.length) / aloneTime),
    decodeResizeNormalize: rounded((1000 * files.length) / oursTime),
  };
}

/** Share of the steps' time that training waits for images, with ImageNet's augmentation. */
async function measureWaiting(dataset, { build, options, batchSize }) {
  const classifier = build({ ...options, head: multiClassHead(dataset.classes) });
  const [height, width] = classifier.architecture.inputShape;
  let [waiting, total, count] = [0, 0, 0];
  await train(classifier, dataset, {
    epochs: 2,
    batchSize,
    learningRate: 1e-4,
    augmentation: augmentations.imagenet([height, width]),
    onStep: ({ dataSeconds, seconds, step }) => {
      if (step === 1) return;
      waiting += dataSeconds;
      total += seconds;
      count++;
    },
  });
  classifier.dispose();
  return { steps: count, waitingPercent: rounded((100 * waiting) / total) };
}

const runtime = await useRuntime(flags.runtime);
const directory = await mkdtemp(join(tmpdir(), 'convzoo-speed-'));
try {
  const dataset = await makePhotographs(directory);
  const chosen = flags.nets.split(',').filter((name) => name in nets);
  const report = {
    runtime: runtime.name,
    steps: {},
    data: await measureData(dataset),
    memory: await measureMemory(),
  };
  for (const name of chosen) report.steps[name] = await measureStep(nets[name]);
  const waiting = ['resnet50', 'resnet18'].find((name) => chosen.includes(name));
  if (waiting !== undefined) {
    report.waiting = { net: waiting, ...(await measureWaiting(dataset, nets[waiting])) };
  }
  console.log(JSON.stringify(report, null, 1));
} finally {
  await rm(directory, { recursive: true });
}
