// What an explanation costs next to a prediction, and what it would cost with a backward pass through the
// whole network. After a build:
//   pnpm exec node packages/gradcam/tools/cost.mjs [runtime] [repetitions] [model,model] [batch,batch]
import { multiClassHead } from '@convzoo/core';
import { explain, explainTargets, topClasses } from '@convzoo/gradcam';
import { resnet50 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { vgg16 } from '@convzoo/vgg';
import * as tf from '@tensorflow/tfjs-core';

const [runtime = 'wasm', repetitions = '5', names = 'resnet50,vgg16', batches = '1,8'] =
  process.argv.slice(2);
const builders = { resnet50, vgg16 };

const { name, device } = await useRuntime(runtime);
console.log(
  `${name} on ${device}, 224 x 224, median of ${repetitions} interleaved runs after one to warm up`,
);

for (const model of names.split(',')) {
  const net = builders[model]({ head: multiClassHead(1000) });
  const cut = net.lastConv;
  for (const batch of batches.split(',').map(Number)) {
    const x = tf.randomNormal([batch, ...net.architecture.inputShape], 0, 1, 'float32', 1);
    const predict = () => read(net.logits(x));
    await report(`${model} batch ${batch}`, {
      predict,
      'grad-cam': () => explain(cut, x),
      'grad-cam of 3 classes': () => explainTargets(cut, x, { targets: topClasses(3) }),
    });
    // Apart, because a runtime that runs out of memory in it may be of no more use.
    await report(`${model} batch ${batch}`, {
      predict,
      'full backward': () =>
        read(tf.tidy(() => tf.grad((images) => cut.logits(cut.features(images)))(x, tf.ones([batch, 1000])))),
    });
    x.dispose();
  }
  net.dispose();
}

/** Prints the median of each task and its ratio to that of the prediction. */
async function report(what, tasks) {
  const times = await interleaved(Number(repetitions), tasks);
  const predict = median(times.predict);
  for (const [task, runs] of Object.entries(times)) {
    const time = median(runs);
    const result =
      runs.length === 0 ? 'failed' : `${time.toFixed(0)} ms, ${(time / predict).toFixed(2)} x predict`;
    console.log(`${what} ${task}: ${result}`);
  }
}

async function read(tensor) {
  await tensor.data();
  tensor.dispose();
}

/** Times each task in turn, over and over, so that a slow moment of the machine hits all of them. */
async function interleaved(count, tasks) {
  const times = Object.fromEntries(Object.keys(tasks).map((task) => [task, []]));
  const failed = new Set();
  for (let i = -1; i < count; i++) {
    for (const [task, run] of Object.entries(tasks)) {
      if (failed.has(task)) continue;
      const start = performance.now();
      try {
        await run();
      } catch (error) {
        failed.add(task);
        times[task] = [];
        console.log(`${task}: ${error.message}`);
        continue;
      }
      if (i >= 0) times[task].push(performance.now() - start);
    }
  }
  return times;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
