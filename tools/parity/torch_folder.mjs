/**
 * The JavaScript side of torch_folder.py, which runs it. Needs the built packages.
 *
 *   node tools/parity/torch_folder.mjs networks FOLDER   small networks of every family, each with an input and its logits
 *   node tools/parity/torch_folder.mjs digits FOLDER     a folder of digits by class
 *   node tools/parity/torch_folder.mjs logits MODEL IMAGE   prints the logits of a photo
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { loadBuilder, pretrained } from '../../packages/convzoo/dist/index.js';
import { torchLayers } from '../../packages/convzoo/dist/torch-folder/torch-layers.js';
import { multiClassHead } from '../../packages/core/dist/index.js';
import { openDataset } from '../../packages/data/dist/index.js';
import { encodePng } from '../../packages/gradcam/dist/overlay/index.js';
import { useRuntime } from '../../packages/runtime/dist/index.js';
import { saveWeights } from '../../packages/weights/dist/index.js';

const core = createRequire(new URL('../../packages/core/package.json', import.meta.url));
const tf = await import(core.resolve('@tensorflow/tfjs-core'));
await useRuntime('wasm');

const networks = {
  alexnet: { width: 0.25, inputShape: [96, 96] },
  alexnet2012: { width: 0.25, inputShape: [96, 96] },
  vgg11: { width: 0.25, inputShape: [64, 48] },
  vgg11_bn: { width: 0.25, inputShape: [64, 64, 1], neck: 'pool' },
  resnet18: { inputShape: [64, 64] },
  resnet20: { inputShape: [32, 32], shortcut: 'pad' },
  resnet50: { width: 0.5, inputShape: [64, 64] },
  resnet50_v2: { width: 0.5, inputShape: [64, 64], variant: 'v2' },
};
const [action, folder, image] = process.argv.slice(2);
if (action === 'networks') await writeNetworks(folder);
else if (action === 'digits') await writeDigits(folder);
else {
  const model = await pretrained(folder, { runtime: 'wasm' });
  console.log(JSON.stringify(Array.from(await model.logits(image))));
  model.dispose();
}

async function writeNetworks(folder) {
  for (const [name, options] of Object.entries(networks)) {
    const builder = await loadBuilder(name.split('_v2')[0]);
    const classifier = builder({ ...options, head: multiClassHead(5), seed: 1 });
    const to = join(folder, name);
    await mkdir(to, { recursive: true });
    await writeFile(join(to, 'network.json'), JSON.stringify(torchLayers(classifier)));
    await saveWeights(join(to, 'model.safetensors'), await classifier.stateDict());
    const x = tf.randomUniform([2, ...classifier.architecture.inputShape], -1, 1, 'float32', 1);
    const channelsFirst = tf.transpose(x, [0, 3, 1, 2]);
    const tensors = { input: channelsFirst, logits: classifier.logits(x) };
    const record = new Map();
    for (const [key, { shape, data }] of Object.entries(await onHost(tensors))) {
      record.set(key, { dtype: 'float32', shape, data });
    }
    await saveWeights(join(to, 'record.safetensors'), record);
    classifier.dispose();
  }
}

async function onHost(tensors) {
  const pairs = Object.entries(tensors).map(async ([key, x]) => [
    key,
    { shape: x.shape, data: await x.data() },
  ]);
  return Object.fromEntries(await Promise.all(pairs));
}

/** 16 of each digit, 28 x 28. */
async function writeDigits(folder) {
  const { train } = await openDataset('mnist-digits');
  for (const digit of train.classes) {
    await mkdir(join(folder, digit), { recursive: true });
    const samples = train.samples.filter(({ label }) => label === digit).slice(0, 16);
    for (const [i, sample] of samples.entries()) {
      await writeFile(join(folder, digit, `${i}.png`), encodePng(await sample.load()));
    }
  }
}
