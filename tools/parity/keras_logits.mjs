/**
 * Runs a model on the weights of a file, loaded as the CLI loads them, for keras_check.py to compare with Keras.
 *
 *   node tools/parity/keras_logits.mjs MODEL WEIGHTS OPTION INPUT OUTPUT [backbone]
 *
 * OPTION is `name=value`. INPUT holds one float32 image [224, 224, 3]; OUTPUT gets the logits or, for weights
 * of a backbone alone, the map of the last convolution. Needs the built packages.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadClassifier } from '../../packages/convzoo/dist/load-classifier.js';
import { architectureOptions, builderOf } from '../../packages/convzoo/dist/zoo.js';
import { multiClassHead } from '../../packages/core/dist/index.js';
import { useRuntime } from '../../packages/runtime/dist/index.js';
import { loadWeightsFor } from '../../packages/weights/dist/index.js';

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url));
const tf = await import(core.resolve('@tensorflow/tfjs-core'));

const [model, weights, option, input, output, backbone] = process.argv.slice(2);
const flags = { model, option: [option] };
const terminal = {
  out: () => {},
  err: () => {},
  interactive: false,
  signal: new AbortController().signal,
};

await useRuntime('wasm');
const classifier =
  backbone === undefined ? await loadClassifier({ ...flags, weights }, terminal) : await underHead();
const pixels = new Float32Array((await readFile(input)).buffer);
const image = tf.tensor4d(pixels, [1, ...classifier.architecture.inputShape]);
const result = backbone === undefined ? classifier.logits(image) : classifier.lastConv.features(image);
await writeFile(output, new Uint8Array((await result.data()).slice().buffer));

async function underHead() {
  const options = architectureOptions(model, flags);
  const { stateDict } = await loadWeightsFor(builderOf(model).architecture(options), weights);
  return builderOf(model)({ ...options, head: multiClassHead(3), backbone: stateDict });
}
