// Grad-CAM from the installed packages: one map for each image, of the last convolution's size.
import assert from 'node:assert/strict';
import { multiClassHead } from '@convzoo/core';
import { type Explanation, explain } from '@convzoo/gradcam';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('cpu');
const classifier = resnet20({ head: multiClassHead(['cat', 'dog', 'sofa']), width: 0.25 });
const images = tf.randomUniform<tf.Rank.R4>([2, 32, 32, 3], -1, 1, 'float32', 1);

const explanations: Explanation[] = await explain(classifier.lastConv, images, { target: 'dog' });
assert.equal(explanations.length, 2);
for (const { map } of explanations) assert.deepEqual([map.height, map.width], [8, 8]);

images.dispose();
classifier.dispose();
assert.equal(tf.memory().numTensors, 0);
