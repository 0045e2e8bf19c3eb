import * as tfl from '@tensorflow/tfjs-layers';
import { applySymbolic } from '../layers/layer.js';
import type { GraphNode } from './nodes.js';

/** The part of a model from its input to one of its layers, sharing its layers. */
export function headModel(model: tfl.LayersModel, last: GraphNode): tfl.LayersModel {
  return tfl.model({ inputs: model.inputs, outputs: last.output, name: `${model.name}.features` });
}

/**
 * The part of a model after one of its layers, sharing its layers: they are applied once more, to a new
 * input. From then on `layer.output` of those layers is ambiguous; use `layer.getOutputAt(0)`.
 */
export function tailModel(
  model: tfl.LayersModel,
  nodes: readonly GraphNode[],
  first: GraphNode,
): tfl.LayersModel {
  const input = tfl.input({ shape: first.output.shape.slice(1), name: 'features' });
  const tensors = new Map([[first.output.id, input]]);
  let output = input;
  for (const node of nodes.slice(nodes.indexOf(first) + 1)) {
    const inputs = node.inputs.map(({ id }) => tensors.get(id)!);
    output = applySymbolic(node.layer, inputs.length === 1 ? inputs[0]! : inputs);
    tensors.set(node.output.id, output);
  }
  return tfl.model({ inputs: input, outputs: output, name: `${model.name}.classifier` });
}
