import { multiClassHead } from '@convzoo/core';
import { resnet20 } from '@convzoo/resnet';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import { expect, test } from 'vitest';
import { pretendBlocksOf } from '../../../tfjs-backend-onnxruntime/src/fixtures/blocks-of.js';

// Blocks that every layer of so narrow a network fills, whatever the processor's own have.
pretendBlocksOf(4);
const { exportModel } = await import('../export/export-model.js');
const { inMicroBatches } = await import('./micro-batch.js');

test('micro-batches share their filters, and are concatenated in NCHWc', async () => {
  await tf.setBackend('cpu');
  const net = resnet20({ head: multiClassHead(['cat', 'dog']), inputShape: [128, 128], width: 0.5 });
  const exported = (batch: number) => exportModel(inMicroBatches(net, batch), { batch, block: 4 });
  const [two, six] = [await exported(2), await exported(6)];
  const filters = ({ initializers }: typeof two) =>
    initializers.filter(({ shape }) => shape.length === 4).length;
  expect(filters(six)).toBe(filters(two));
  const users = (name: string) => six.nodes.filter(({ inputs }) => inputs.includes(name));
  const concat = six.nodes.filter(({ op }) => op === 'Concat');
  expect(concat).toHaveLength(1);
  expect(concat[0]!.inputs).toHaveLength(3);
  expect(users(concat[0]!.outputs[0]!).map(({ op }) => op)).toContain('Conv');
  net.dispose();
});
