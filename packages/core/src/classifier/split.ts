import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { type GraphNode, graphNodes } from '../graph/nodes.js';
import { compileProgram, type Program } from '../graph/program.js';
import { rectifiedTensors } from '../graph/rectified.js';
import type { Relu } from '../graph/units.js';
import type { HeadKind } from '../heads/kind.js';
import { SeededDropout } from '../layers/dropout.js';
import { mapShape } from '../layers/layer.js';
import { rank2, rank4 } from '../layers/tensors.js';
import type { Cut } from './cut.js';

export interface SplitOptions {
  kind: HeadKind;
  classes?: readonly string[];
}

/**
 * Cuts any tf.layers model with one input and one output in two at a layer. The model's output must be
 * logits. Throws `unknown-name` if there is no such layer, `invalid-model` if a path leads around it,
 * `invalid-shape` if its output is not a map.
 */
export function splitAt(model: tfl.LayersModel, layer: string, options: SplitOptions): Cut {
  return cut(graphNodes(model), compileProgram(model, [layer]), layer, options);
}

/** The cut of a model, given as its nodes, at a layer that its compiled program knows. */
export function cut(
  nodes: readonly GraphNode[],
  program: Program,
  layer: string,
  options: SplitOptions,
): Cut {
  program.checkCut(layer);
  const node = nodes.find((one) => one.layer.name === layer)!;
  const dense = denseOnAverage(nodes, node);
  const withRelu = (relu?: Relu): Cut => ({
    specificationVersion: 'v1',
    name: layer,
    shape: mapShape(node.output),
    rectified: rectifiedTensors(nodes).has(node.output.id),
    kind: options.kind,
    ...(options.classes === undefined ? {} : { classes: options.classes }),
    features: (x) => rank4(program.run(x, { to: layer, relu })),
    logits: (a) => rank2(program.run(a, { from: layer, relu })),
    ...(dense === undefined ? {} : { linear: () => rank2(tf.clone(dense.weights[0]!.read())) }),
    withRelu,
  });
  return withRelu();
}

/** The dense layer that, through global average pooling alone, turns the map into logits. */
function denseOnAverage(nodes: readonly GraphNode[], from: GraphNode): tfl.layers.Layer | undefined {
  const after = nodes
    .slice(nodes.indexOf(from) + 1)
    .map((node) => node.layer)
    .filter((layer) => !(layer instanceof SeededDropout) && layer.getClassName() !== 'Dropout');
  const [pool, dense, ...rest] = after;
  const matches =
    pool?.getClassName() === 'GlobalAveragePooling2D' &&
    dense?.getClassName() === 'Dense' &&
    dense.getConfig().activation === 'linear' &&
    rest.length === 0;
  return matches ? dense : undefined;
}
