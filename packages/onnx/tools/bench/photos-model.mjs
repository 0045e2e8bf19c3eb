/** The network of the photo benchmark, as a folder that transformers.js reads. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { multiClassHead } from '@convzoo/core';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { resnet18 } from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import * as tf from '@tensorflow/tfjs-core';
import { exportOnnx } from '../../dist/index.js';

export const BATCH = 8;

export async function writeTransformersModel(folder) {
  await useRuntime('onnxruntime');
  const classifier = resnet18({ head: multiClassHead(imagenetClasses) });
  const { mean, std, resize, crop } = classifier.preprocessing;
  const [height, width] = crop;
  const model = await exportOnnx({
    // Images come as PyTorch has them.
    compute: (images) => classifier.model.predictOnBatch(tf.transpose(images, [0, 2, 3, 1])),
    inputs: [{ name: 'pixel_values', shape: [null, 3, height, width] }],
    outputs: ['logits'],
    weights: Object.fromEntries(classifier.model.weights.map((w) => [w.originalName, w.read()])),
  });
  const config = {
    architectures: ['ResNetForImageClassification'],
    model_type: 'resnet',
    id2label: Object.fromEntries(imagenetClasses.entries()),
  };
  const preprocessor = {
    image_processor_type: 'ViTImageProcessor',
    do_resize: true,
    size: { shortest_edge: resize },
    resample: 2,
    do_center_crop: true,
    crop_size: { height, width },
    do_rescale: true,
    do_normalize: true,
    image_mean: mean,
    image_std: std,
  };
  mkdirSync(join(folder, 'onnx'), { recursive: true });
  writeFileSync(join(folder, 'onnx/model.onnx'), model);
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor));
}
