// The front door: save a model, open it by its folder, classify, explain, take a training step, export.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeModel, modelMetadata, multiClassHead, type Pixels } from '@convzoo/core';
import { createDataset } from '@convzoo/data';
import { resnet20 } from '@convzoo/resnet';
import { saveWeights } from '@convzoo/weights';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { explainImage, fineTune, pretrained } from 'convzoo';

await tf.setBackend('cpu');
const folder = await mkdtemp(join(tmpdir(), 'front-door-'));
const net = resnet20({ head: multiClassHead(['cat', 'dog']), width: 0.25, inputShape: [16, 16] });
const file = join(folder, 'net.safetensors');
await saveWeights(file, await net.stateDict(), modelMetadata(describeModel(net)));
net.dispose();

const photo: Pixels = { data: new Uint8Array(20 * 20 * 3).fill(90), width: 20, height: 20, channels: 3 };
const model = await pretrained(file);
const [best] = await model.classify(photo);
assert(best !== undefined && model.head.classes.includes(best.label));

const why = await explainImage(model, photo, { method: 'layercam', target: 'dog' });
assert.equal(why.overlay().width, 16);

const samples = [0, 1, 0, 1].map((label, i) => ({ id: `${i}`, label, load: async () => photo }));
const tuned = await fineTune(model, createDataset(['old', 'new'], samples), {
  epochs: 1,
  batchSize: 2,
  validation: 0,
});
await tuned.save(join(folder, 'tuned'));
const again = await pretrained(join(folder, 'tuned'));
assert.deepEqual(await again.classify(photo, { top: 2 }), await tuned.classify(photo, { top: 2 }));

for (const one of [model, tuned, again]) one.dispose();
assert.equal(tf.memory().numTensors, 0);
await rm(folder, { recursive: true });
