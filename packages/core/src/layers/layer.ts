import type * as tfc from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors/index.js';
import { isMeta } from './meta-backend.js';

/**
 * A step of a network, from one symbolic tensor to the next. Images and feature maps are [batch, height,
 * width, channels]. Each application creates new tf.layers layers, with weights of their own.
 */
export type Layer = (x: tfl.SymbolicTensor) => tfl.SymbolicTensor;

/** Applies a tf.layers layer, which may take several inputs, and insists on a single symbolic output. */
export function applySymbolic(
  layer: tfl.layers.Layer,
  x: tfl.SymbolicTensor | tfl.SymbolicTensor[],
): tfl.SymbolicTensor {
  const y: tfc.Tensor | tfc.Tensor[] | tfl.SymbolicTensor | tfl.SymbolicTensor[] = layer.apply(x);
  if (y instanceof tfl.SymbolicTensor) {
    checkPixels(layer, [x].flat(), y);
    return y;
  }
  throw new ConvzooError('invalid-model', {
    subject: `layer ${layer.name}`,
    expected: 'one symbolic output',
    found: Array.isArray(y) ? `${y.length} outputs` : 'a concrete tensor',
  });
}

function checkPixels(
  layer: tfl.layers.Layer,
  inputs: readonly tfl.SymbolicTensor[],
  output: tfl.SymbolicTensor,
): void {
  if (output.shape.every((size) => size === null || size > 0)) return;
  throw new ConvzooError('invalid-shape', {
    subject: `layer ${layer.name}`,
    expected: 'images large enough to leave it a pixel',
    found: `[${output.shape.slice(1).join(', ')}] of ${inputs
      .map(({ shape }) => `[${shape.slice(1).join(', ')}]`)
      .join(' and ')}`,
    remedy: 'Give the network a larger inputShape.',
  });
}

/** Lets any tf.layers layer take part in a network; `create` makes a new one for each model. */
export function fromTfLayer(create: () => tfl.layers.Layer): Layer {
  return (x) => {
    const layer = create();
    // Initializers may compute, which the meta backend doesn't.
    layer.setFastWeightInitDuringBuild(isMeta());
    return applySymbolic(layer, x);
  };
}

/** Layers one after the other. */
export function sequential(...layers: readonly Layer[]): Layer {
  return (x) => layers.reduce((value, layer) => layer(value), x);
}

/** The input itself: the shortcut of a residual block whose shapes agree. */
export const identity: Layer = (x) => x;

/** The outputs of all branches for the same input, concatenated along the channels. */
export function concat(name: string, ...branches: readonly Layer[]): Layer {
  return (x) =>
    applySymbolic(
      tfl.layers.concatenate({ name, axis: -1 }),
      branches.map((branch) => branch(x)),
    );
}

/**
 * branch(x) + shortcut(x), the residual connection of He et al. 2015 (https://arxiv.org/abs/1512.03385),
 * without the activation after it. `name` names the addition. The shortcut is the identity unless given.
 */
export function residual(name: string, branch: Layer, shortcut: Layer = identity): Layer {
  return (x) => applySymbolic(tfl.layers.add({ name }), [branch(x), shortcut(x)]);
}

/** The static shape without the batch dimension. */
export function shapeOf(x: tfl.SymbolicTensor): number[] {
  return x.shape.slice(1).map((size) => {
    if (size !== null) return size;
    throw new ConvzooError('invalid-shape', {
      subject: `tensor ${x.name}`,
      expected: 'known sizes in every dimension but the batch',
      found: `[${x.shape.join(', ')}]`,
      remedy: 'Give the input layer a full shape.',
    });
  });
}

/** Height, width and channels of a symbolic feature map. */
export function mapShape(x: tfl.SymbolicTensor): [height: number, width: number, channels: number] {
  const [height, width, channels, ...rest] = shapeOf(x);
  if (height !== undefined && width !== undefined && channels !== undefined && rest.length === 0) {
    return [height, width, channels];
  }
  throw new ConvzooError('invalid-shape', {
    subject: `tensor ${x.name}`,
    expected: 'a feature map [batch, height, width, channels]',
    found: `[${x.shape.join(', ')}]`,
  });
}
