import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import { ConvzooError } from '../errors.js';
import type { Head } from '../heads/head.js';
import { dense } from '../layers/dense.js';
import { shapeOf } from '../layers/layer.js';

/** Name of the dense layer that stands between an architecture's neck and a head. */
export const logitsLayer = 'logits';

export interface BuiltModel {
  /** From images to logits. */
  readonly model: tfl.LayersModel;
  /** Name of the layer whose output the neck takes. */
  readonly lastConv: string;
}

/** Features, neck and logits as one model of tf.layers. Its weights are zero. */
export function buildModel(architecture: Architecture, head: Head): BuiltModel {
  requireBackend();
  const input = tfl.input({ shape: [...architecture.inputShape], name: 'image' });
  const map = architecture.features(input);
  const embedding = architecture.neck(map);
  if (shapeOf(embedding).length !== 1) {
    throw new ConvzooError('invalid-shape', {
      subject: `neck of ${architecture.name}`,
      expected: 'an embedding [batch, n]',
      found: `[${embedding.shape.join(', ')}]`,
      remedy: 'End the neck with a global pool or a flatten layer.',
    });
  }
  const logits = dense(logitsLayer, head.units)(embedding);
  return {
    model: tfl.model({ inputs: input, outputs: logits, name: architecture.name }),
    lastConv: map.sourceLayer.name,
  };
}

/** Weights live in a backend, and TF.js comes without one. */
function requireBackend(): void {
  if (Object.keys(tf.engine().registryFactory).length > 0) return;
  throw new ConvzooError('runtime-unavailable', {
    subject: 'building a model',
    expected: 'a TF.js backend',
    found: 'none',
    remedy: "Call `await useRuntime('auto')` first.",
  });
}
