/**
 * Writes what check_export.py loads into torchvision: for each of some models, its weights as safetensors and
 * a record of its logits on a small image.
 *
 *   node tools/parity/export.mjs FOLDER
 *
 * Needs the built packages.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { alexnet } from '../../packages/alexnet/dist/index.js';
import { multiClassHead } from '../../packages/core/dist/index.js';
import { closedFormImages } from '../../packages/core/dist/testing/index.js';
import { resnet18, resnet50 } from '../../packages/resnet/dist/index.js';
import { useRuntime } from '../../packages/runtime/dist/index.js';
import { vgg11_bn } from '../../packages/vgg/dist/index.js';
import { saveWeights } from '../../packages/weights/dist/index.js';

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url));
const tf = await import(core.resolve('@tensorflow/tfjs-core'));

const [folder = '.'] = process.argv.slice(2);
const inputShape = [64, 96];

await useRuntime('wasm');
for (const [name, build] of Object.entries({ alexnet, vgg11_bn, resnet18, resnet50 })) {
  const classifier = build({ head: multiClassHead(1000), inputShape, seed: 1 });
  const images = closedFormImages(2, classifier.architecture.inputShape);
  classifier.trainingLogits(images).dispose(); // moves the running statistics off 0 and 1
  const record = { image: tf.transpose(images, [0, 3, 1, 2]), logits: classifier.logits(images) };
  await saveWeights(join(folder, `${name}.safetensors`), await classifier.stateDict());
  await saveWeights(join(folder, `${name}.record.safetensors`), await toHost(record));
  console.log(name);
  tf.dispose([images, record]);
  classifier.dispose();
}

async function toHost(tensors) {
  const host = new Map();
  for (const [key, tensor] of Object.entries(tensors)) {
    host.set(key, { dtype: 'float32', shape: tensor.shape, data: await tensor.data() });
  }
  return host;
}
