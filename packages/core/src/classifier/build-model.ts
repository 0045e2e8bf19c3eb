import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import { ConvzooError } from '../errors/index.js';
import { type GraphNode, graphNodes } from '../graph/nodes.js';
import type { Head } from '../heads/head.js';
import { shapeOf } from '../layers/layer.js';
import { isTapped } from '../layers/tap.js';
import { logitsLayer } from '../state-dict/logits-layer.js';

export interface BuiltModel {
  /** From images to logits. */
  readonly model: tfl.LayersModel;
  readonly nodes: readonly GraphNode[];
  /** Name of the layer whose output the neck takes. */
  readonly lastConv: string;
  /**
   * Names of the places to cut the model at, the last convolution's among them, in the order of computation.
   */
  readonly taps: readonly string[];
  /** Whether a layer belongs to the architecture's classifier, which a new head replaces. */
  readonly isClassifier: (layer: string) => boolean;
}

/**
 * Features, neck and classifier as one model of tf.layers. Its weights are zero.
 *
 * @throws ConvzooError `invalid-shape` if the logits are not [batch, units], or if a map has no pixel left;
 * `invalid-model` if the classifier has no layer named `logits`.
 */
export function buildModel(architecture: Architecture, head: Head): BuiltModel {
  requireBackend();
  const input = tfl.input({ shape: [...architecture.inputShape], name: 'image' });
  const map = architecture.features(input);
  const embedding = architecture.neck(map);
  const logits = architecture.classifier(head.units)(embedding);
  const shape = shapeOf(logits);
  if (shape.length !== 1 || shape[0] !== head.units) {
    throw new ConvzooError('invalid-shape', {
      subject: `classifier of ${architecture.name}`,
      expected: `logits [batch, ${head.units}]`,
      found: `[batch, ${shape.join(', ')}] from [batch, ${shapeOf(embedding).join(', ')}]`,
      remedy: 'End the neck, or a convolutional classifier, with a global pool or a flatten layer.',
    });
  }
  const model = tfl.model({ inputs: input, outputs: logits, name: architecture.name });
  const nodes = graphNodes(model);
  const backbone = nodesTo(nodes, embedding);
  const classifier = new Set(nodes.filter((node) => !backbone.has(node)).map(({ layer }) => layer.name));
  if (!classifier.has(logitsLayer)) {
    throw new ConvzooError('invalid-model', {
      subject: `classifier of ${architecture.name}`,
      expected: `a layer named "${logitsLayer}", whose kernel has a column for each class`,
      found: [...classifier].join(', '),
    });
  }
  return {
    model,
    nodes,
    lastConv: map.sourceLayer.name,
    taps: nodes
      .filter(({ output }) => output.id === map.id || isTapped(output))
      .map(({ layer }) => layer.name),
    isClassifier: (layer) => classifier.has(layer),
  };
}

/** The nodes that compute a tensor. */
function nodesTo(nodes: readonly GraphNode[], target: tfl.SymbolicTensor): ReadonlySet<GraphNode> {
  const needed = new Set([target.id]);
  const found = new Set<GraphNode>();
  for (const node of [...nodes].reverse()) {
    if (!needed.has(node.output.id)) continue;
    found.add(node);
    for (const { id } of node.inputs) needed.add(id);
  }
  return found;
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
