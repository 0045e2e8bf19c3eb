import type * as tfl from '@tensorflow/tfjs-layers';

/** One application of a layer inside a model. */
export interface GraphNode {
  readonly layer: tfl.layers.Layer;
  readonly inputs: readonly tfl.SymbolicTensor[];
  readonly output: tfl.SymbolicTensor;
}

/** The nodes that lead to a model's first output, each after the nodes it reads from. */
export function graphNodes(model: tfl.LayersModel): GraphNode[] {
  const ordered: GraphNode[] = [];
  const seen = new Set<number>();
  // An explicit stack: ResNet-152 is deep, and a user's network may be deeper.
  const stack: { tensor: tfl.SymbolicTensor; expanded: boolean }[] = [
    { tensor: model.outputs[0]!, expanded: false },
  ];
  while (stack.length > 0) {
    const { tensor, expanded } = stack.pop()!;
    const node = producerOf(tensor);
    if (expanded) {
      ordered.push(node);
    } else if (!seen.has(tensor.id)) {
      seen.add(tensor.id);
      stack.push({ tensor, expanded: true });
      for (const input of [...node.inputs].reverse()) stack.push({ tensor: input, expanded: false });
    }
  }
  return ordered;
}

function producerOf(output: tfl.SymbolicTensor): GraphNode {
  const layer = output.sourceLayer;
  const inputs = layer.inboundNodes[output.nodeIndex]?.inputTensors ?? [];
  // An input layer's node names its own output as input.
  return { layer, output, inputs: inputs.filter((input) => input.id !== output.id) };
}
