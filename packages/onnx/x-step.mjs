import * as tf from '@tensorflow/tfjs-core';
import { registerOnnxRuntimeBackend } from './dist/index.js';
import { nets, trainingStep } from './tools/bench/nets.mjs';

const [net = 'resnet18', b = '16', n = '6'] = process.argv.slice(2);
const extra = process.env.PROF ? { enableProfiling: true, profileFilePrefix: '/tmp/exp/prof' } : {};
registerOnnxRuntimeBackend({ ...extra });
await tf.setBackend('onnxruntime');
const be = tf.backend();
const step = trainingStep(nets[net](), +b);
for (let i = 0; i < +n; i++) {
  const t = performance.now();
  const s = { ...be.statistics };
  const l = step();
  const dt = performance.now() - t;
  const u = be.statistics;
  console.log(
    i,
    `${dt.toFixed(0)}ms`,
    'run',
    (u.runMs - s.runMs).toFixed(0),
    'compile',
    (u.compileMs - s.compileMs).toFixed(0),
    'runs',
    u.runs - s.runs,
    'nodes',
    u.nodes - s.nodes,
    'loss',
    l.toFixed(5),
    'rss',
    (process.memoryUsage().rss / 1e6).toFixed(0),
    'mem',
    tf.memory().numTensors,
    'img/s',
    ((b / dt) * 1e3).toFixed(1),
  );
}
