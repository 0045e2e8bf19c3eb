// How often int8 predicts the same class as float, on images that it was not calibrated with. After a build:
//   convzoo train mnist-digits --model resnet20 --width 0.5 --size 28 --channels 1 --epochs 6 --batch 64 \
//     --learning-rate 0.1 --augmentation digits --out RUN
//   node packages/onnx/tools/int8-agreement.mjs RUN/model.safetensors
import { multiClassHead } from '@convzoo/core';
import { preprocess } from '@convzoo/core/preprocess';
import { mnistDigits } from '@convzoo/data';
import { compile, quantize } from '@convzoo/onnx';
import { resnet20 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import { loadWeights } from '@convzoo/weights';

await useRuntime('onnxruntime');
const { train, test } = await mnistDigits();
const { stateDict } = await loadWeights(process.argv[2]);
const net = resnet20({
  head: multiClassHead(test.classes),
  width: 0.5,
  inputShape: [28, 28, 1],
  weights: stateDict,
});

const inputOf = async ({ load }) => preprocess(await load(), net.preprocessing);
const best = (logits) => logits.indexOf(Math.max(...logits));

const float = await compile(net);
for (const method of ['min-max', 'percentile', 'entropy']) {
  const calibration = await Promise.all(train.samples.slice(0, 200).map(inputOf));
  const { model, report } = await quantize(net, { calibration, method });
  const int8 = await compile(model);
  const right = { float: 0, int8: 0, same: 0 };
  for (const sample of test.samples) {
    const input = await inputOf(sample);
    const [a, b] = [best(await float.logits(input)), best(await int8.run(input))];
    right.same += a === b ? 1 : 0;
    right.float += test.classes[a] === sample.label ? 1 : 0;
    right.int8 += test.classes[b] === sample.label ? 1 : 0;
  }
  const percent = (count) => `${((100 * count) / test.samples.length).toFixed(2)} %`;
  console.log(
    `${method}: the same class for ${percent(right.same)} of ${test.samples.length} digits, mean cosine ${report.cosine.toFixed(4)}; right: float ${percent(right.float)}, int8 ${percent(right.int8)}`,
  );
  int8.dispose();
}
