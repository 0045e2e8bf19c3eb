/**
 * Runs a model on the weights of a file, opened as `pretrained` opens them, for keras_check.py to compare with Keras.
 *
 *   node tools/parity/keras_logits.mjs MODEL WEIGHTS OPTION INPUT OUTPUT [backbone]
 *
 * OPTION is `name=value`. INPUT holds one float32 image [224, 224, 3]; OUTPUT gets the logits or, for weights
 * of a backbone alone, the map of the last convolution. Needs the built packages.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { loadBuilder, pretrained } from '../../packages/convzoo/dist/index.js';
import { multiClassHead } from '../../packages/core/dist/index.js';
import { useRuntime } from '../../packages/runtime/dist/index.js';
import { loadWeightsFor } from '../../packages/weights/dist/index.js';

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url));
const tf = await import(core.resolve('@tensorflow/tfjs-core'));

const [model, weights, option, input, output, backbone] = process.argv.slice(2);
const [name, value] = option.split('=');
const architecture = { [name]: value };

await useRuntime('wasm');
const classifier =
  backbone === undefined
    ? (await pretrained(model, { weights, architecture, runtime: 'wasm' })).classifier
    : await underHead();
const pixels = new Float32Array((await readFile(input)).buffer);
const image = tf.tensor4d(pixels, [1, ...classifier.architecture.inputShape]);
const result = backbone === undefined ? classifier.logits(image) : classifier.lastConv.features(image);
await writeFile(output, new Uint8Array((await result.data()).slice().buffer));

async function underHead() {
  const builder = await loadBuilder(model);
  const { stateDict } = await loadWeightsFor(builder.architecture(architecture), weights);
  return builder({ ...architecture, head: multiClassHead(3), backbone: stateDict });
}
