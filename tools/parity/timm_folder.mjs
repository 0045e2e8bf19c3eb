/**
 * The JavaScript side of timm_roundtrip.py, which runs it.
 *
 *   node tools/parity/timm_folder.mjs write FOLDER   writes models as folders, each with a record of one photo
 *   node tools/parity/timm_folder.mjs read FOLDER    opens folders that timm wrote and answers their records
 *
 * A record is a safetensors file of `pixels` [height, width, 3], `input` [1, channels, height, width] and `logits`.
 * Needs the built packages.
 */
import { readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describedHead, describeModel, multiClassHead } from '../../packages/core/dist/index.js';
import { preprocess } from '../../packages/core/dist/preprocess/index.js';
import * as resnets from '../../packages/resnet/dist/index.js';
import { useRuntime } from '../../packages/runtime/dist/index.js';
import { vgg11, vgg11_bn } from '../../packages/vgg/dist/index.js';
import { loadModel, loadWeights, saveWeights, writeModelFolder } from '../../packages/weights/dist/index.js';

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url));
const tf = await import(core.resolve('@tensorflow/tfjs-core'));

const { resnet18, resnet50 } = resnets;
const builders = { vgg11, vgg11_bn, ...resnets };
const head = multiClassHead(Array.from({ length: 10 }, (_, i) => `kind ${i}`));
const written = {
  resnet18: () => resnet18({ head, inputShape: [64, 64] }),
  resnet18_gray: () => resnet18({ head, inputShape: [96, 128, 1] }),
  resnet18_v1: () => resnet18({ head, inputShape: [64, 64], variant: 'v1' }),
  resnetv2_18: () => resnet18({ head, inputShape: [64, 64], variant: 'v2' }),
  resnetv2_50: () => resnet50({ head, inputShape: [64, 64], variant: 'v2' }),
  vgg11: () => vgg11({ head, inputShape: [112, 112], neck: 'imagenet' }),
  vgg11_bn: () => vgg11_bn({ head, inputShape: [48, 64], neck: 'imagenet' }),
  resnet50: () => resnet50({ head, inputShape: [64, 64] }),
  // timm has neither of these, and must refuse them.
  resnet50_v1: () => resnet50({ head, inputShape: [64, 64], variant: 'v1' }),
  resnet18_narrow: () => resnet18({ head, inputShape: [64, 64], width: 0.25 }),
};

const pixels = { width: 150, height: 130, channels: 3, data: new Uint8Array(150 * 130 * 3) };
for (let i = 0; i < pixels.data.length; i++) pixels.data[i] = (i * i * 31 + (i >> 5) * 97) & 255;

/** The input that a classifier makes of pixels, in PyTorch's layout, and its logits. */
async function answer(classifier, photo) {
  const shape = [1, ...classifier.architecture.inputShape];
  const images = tf.tensor4d(preprocess(photo, classifier.preprocessing), shape);
  const tensors = { input: tf.transpose(images, [0, 3, 1, 2]), logits: classifier.logits(images) };
  const host = [];
  for (const [key, tensor] of Object.entries(tensors)) {
    host.push([key, { dtype: 'float32', shape: tensor.shape, data: await tensor.data() }]);
  }
  tf.dispose([images, tensors]);
  return host;
}

async function write(folder) {
  for (const [name, build] of Object.entries(written)) {
    const classifier = build();
    const [height, width, channels] = classifier.architecture.inputShape;
    const batch = tf.randomNormal([4, height, width, channels], 0, 1, 'float32', 1);
    classifier.trainingLogits(batch).dispose(); // moves the running statistics off 0 and 1
    batch.dispose();
    const place = join(folder, name);
    await writeModelFolder(place, {
      stateDict: await classifier.stateDict(),
      description: describeModel(classifier),
      timm: classifier.architecture.timm,
    });
    const photo = ['pixels', { dtype: 'uint8', shape: [130, 150, 3], data: pixels.data }];
    await saveWeights(
      join(place, 'record.safetensors'),
      new Map([photo, ...(await answer(classifier, pixels))]),
    );
    classifier.dispose();
  }
}

async function read(folder) {
  const architectures = Object.values(builders).flatMap((builder) => [
    builder.architecture(),
    ...(builder === vgg11 || builder === vgg11_bn ? [] : [builder.architecture({ variant: 'v2' })]),
  ]);
  for (const name of await readdir(folder)) {
    const place = join(folder, name);
    const { description, stateDict } = await loadModel(join(place, 'weights'), { architectures });
    const builder = builders[description.architecture.name];
    const classifier = builder({
      ...description.architecture.options,
      head: describedHead(description),
      preprocessing: description.preprocessing,
      weights: stateDict,
    });
    const record = (await loadWeights(join(place, 'record.safetensors'))).stateDict;
    const { shape, data } = record.get('pixels');
    const photo = { height: shape[0], width: shape[1], channels: 3, data: Uint8Array.from(data) };
    await saveWeights(join(place, 'answer.safetensors'), new Map(await answer(classifier, photo)));
    classifier.dispose();
  }
}

const [action, folder] = process.argv.slice(2);
await useRuntime('wasm');
await (action === 'write' ? write : read)(folder);
