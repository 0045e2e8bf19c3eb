// A stranger's first program: build a network, predict, decode.
import assert from 'node:assert/strict';
import { type ImageClassifier, multiClassHead, type Pixels, type Prediction } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

await tf.setBackend('cpu');
const classifier: ImageClassifier = resnet20({ head: multiClassHead(['cat', 'dog', 'sofa']), width: 0.25 });

const image = tf.randomUniform<tf.Rank.R4>([2, 32, 32, 3], -1, 1, 'float32', 1);
const scores = classifier.predict(image);
assert.deepEqual(scores.shape, [2, 3]);
const rows = await scores.array();
for (const row of rows) assert(Math.abs(row.reduce((sum, score) => sum + score) - 1) < 1e-5);

const [best]: Prediction[] = classifier.head.decode(rows[0] ?? [], { top: 1 });
assert(best !== undefined && classifier.head.classes.includes(best.label));

const pixels: Pixels = { data: new Uint8Array(40 * 50 * 3).fill(128), width: 50, height: 40, channels: 3 };
const predictions = await classifier.classify(pixels, { top: 3 });
assert.equal(predictions.length, 3);

tf.dispose([image, scores]);
classifier.dispose();
assert.equal(tf.memory().numTensors, 0);
