// Runs real work on the `tensorflow` and cpu runtimes, and fails where they differ: a matrix product, a
// convolution, and training steps of a small network. Needs build.mjs, and packages/runtime built.
//
//   node tools/tfjs-node/check.mjs
import { createRequire } from 'node:module';

process.env.TF_CPP_MIN_LOG_LEVEL ??= '2';
const runtime = new URL('../../packages/runtime/', import.meta.url);
const fromRuntime = createRequire(runtime);
const tf = fromRuntime('@tensorflow/tfjs-core');
const tfl = fromRuntime('@tensorflow/tfjs-layers');
const { useRuntime } = await import(new URL('dist/use-runtime.js', runtime));

const work = { 'matrix product': multiply, convolution: convolve, 'losses of four training steps': train };

function multiply() {
  const [a, b] = [tf.randomNormal([3, 5], 0, 1, 'float32', 1), tf.randomNormal([5, 2], 0, 1, 'float32', 2)];
  return tf.matMul(a, b);
}

function convolve() {
  const x = tf.randomNormal([1, 5, 5, 3], 0, 1, 'float32', 1);
  const filter = tf.randomNormal([3, 3, 3, 2], 0, 1, 'float32', 2);
  return tf.conv2d(x, filter, 2, 'same');
}

function train() {
  const { conv2d, batchNormalization, reLU, maxPooling2d, flatten, dense } = tfl.layers;
  const model = tfl.sequential({
    layers: [
      conv2d({ inputShape: [16, 16, 3], filters: 4, kernelSize: 3, kernelInitializer: seeded(1) }),
      batchNormalization(),
      reLU(),
      maxPooling2d({ poolSize: 2 }),
      flatten(),
      dense({ units: 3, kernelInitializer: seeded(2) }),
    ],
  });
  const images = tf.randomNormal([6, 16, 16, 3], 0, 1, 'float32', 3);
  const labels = tf.oneHot(tf.tensor1d([0, 1, 2, 0, 1, 2], 'int32'), 3);
  const optimizer = tf.train.sgd(0.05);
  const loss = () => tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true }));
  return tf.stack(Array.from({ length: 4 }, () => optimizer.minimize(loss, true)));
}

function seeded(seed) {
  return tfl.initializers.glorotNormal({ seed });
}

async function run(runtime) {
  const report = await useRuntime(runtime);
  const values = Object.values(work).map((compute) => Array.from(tf.tidy(compute).dataSync()));
  return { report, values };
}

const expected = await run('cpu');
const found = await run('tensorflow');
console.log(`Node ${process.version}`, found.report);
Object.keys(work).forEach((name, i) => {
  const [want, got] = [expected.values[i], found.values[i]];
  console.log(`${name}: ${got.map((value) => value.toFixed(6)).join(' ')}`);
  const error = Math.max(...want.map((value, j) => Math.abs(value - got[j])));
  if (want.length !== got.length || !(error < 1e-4)) {
    console.error(`${name}: the cpu runtime gives ${want.map((value) => value.toFixed(6)).join(' ')}`);
    process.exitCode = 1;
  }
});
