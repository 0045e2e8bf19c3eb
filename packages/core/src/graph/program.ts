import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError, describe } from '../errors/index.js';
import { type GraphNode, graphNodes } from './nodes.js';
import { replayingBackend } from './replay.js';
import { fuse, type Relu, type Unit } from './units.js';

export interface RunOptions {
  /** Layer whose output is given; left out, the model's input. */
  from?: string | undefined;
  /** Layer whose output is wanted; left out, the model's output. */
  to?: string | undefined;
  /** Replaces every ReLU, as guided backpropagation needs. */
  relu?: Relu | undefined;
}

/**
 * A model compiled for inference. It can be entered and left at any layer named when it was compiled,
 * is differentiable with respect to what it is given, and frees each intermediate value as soon as it
 * has been used.
 */
export interface Program {
  run(x: tf.Tensor, options?: RunOptions): tf.Tensor;
  /** Throws `invalid-model` unless every path from the image to the output passes through the layer. */
  checkCut(layer: string): void;
  dispose(): void;
}

/** Compiles a model with one input and one output; `cuts` are the layers it can be entered and left at. */
export function compileProgram(model: tfl.LayersModel, cuts: readonly string[]): Program {
  const nodes = graphNodes(model);
  const input = model.inputs[0]!.id;
  const output = model.outputs[0]!.id;
  const ids = new Map(cuts.map((name) => [name, nodeNamed(model, nodes, name).output.id]));
  const units = fuse(nodes, new Set(ids.values()));
  const routes = new Map<string, readonly Unit[]>();

  const idOf = (name: string | undefined, otherwise: number): number =>
    name === undefined ? otherwise : (ids.get(name) ?? nodeNamed(model, nodes, name).output.id);
  const route = (from: string | undefined, to: string | undefined): readonly Unit[] => {
    const key = JSON.stringify([from, to]);
    const known = routes.get(key);
    if (known !== undefined) return known;
    const found = unitsBetween(units, idOf(from, input), idOf(to, output));
    if (found === undefined) {
      throw new ConvzooError('invalid-model', {
        subject: `cut at layer ${from ?? 'input'}`,
        expected: `every path to ${to ?? 'the output'} to pass through it`,
        found: 'a path around it',
        remedy: 'Cut where a residual block ends, after the addition.',
      });
    }
    routes.set(key, found);
    return found;
  };

  return {
    run: (x, { from, to, relu } = {}) => {
      const steps = route(from, to);
      const compute = (x: tf.Tensor): tf.Tensor =>
        execute(steps, x, idOf(from, input), idOf(to, output), relu);
      const backend = relu === undefined && !isDifferentiating() ? replayingBackend() : undefined;
      if (backend === undefined) return compute(x);
      const weights = model.weights.map((weight) => weight.read().dataId);
      return backend.replay(steps, compute, x, weights);
    },
    checkCut: (layer) => {
      route(layer, undefined);
    },
    dispose: () => {
      for (const unit of units) unit.dispose();
      for (const steps of routes.values()) replayingBackend()?.forget(steps);
    },
  };
}

function nodeNamed(model: tfl.LayersModel, nodes: readonly GraphNode[], name: string): GraphNode {
  const node = nodes.find(({ layer }) => layer.name === name);
  if (node !== undefined) return node;
  throw new ConvzooError('unknown-name', {
    subject: `layer of model ${model.name}`,
    expected: 'the name of a layer on the way to its output',
    found: describe(name),
  });
}

/** The units that compute `to` out of `from`, in order; undefined if they need anything else. */
function unitsBetween(units: readonly Unit[], from: number, to: number): Unit[] | undefined {
  const needed = new Set([to]);
  const route: Unit[] = [];
  for (const unit of [...units].reverse()) {
    if (unit.output === from || !needed.has(unit.output)) continue;
    needed.delete(unit.output);
    for (const id of unit.inputs) needed.add(id);
    route.push(unit);
  }
  needed.delete(from);
  return needed.size === 0 ? route.reverse() : undefined;
}

function execute(
  route: readonly Unit[],
  x: tf.Tensor,
  from: number,
  to: number,
  relu: Relu | undefined,
): tf.Tensor {
  const differentiating = isDifferentiating();
  const rectify = relu ?? (differentiating ? tf.relu : undefined);
  return tf.tidy(() => {
    const values = new Map<number, tf.Tensor>([[from, x]]);
    const readers = new Map<number, number>();
    for (const unit of route) for (const id of unit.inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
    for (const unit of route) {
      const inputs = unit.inputs.map((id) => values.get(id)!);
      const y = unit.run(inputs, rectify);
      // A layer that does nothing in inference, such as dropout, returns its input.
      values.set(unit.output, inputs.includes(y) ? tf.clone(y) : y);
      for (const id of unit.inputs) {
        const left = readers.get(id)! - 1;
        readers.set(id, left);
        // The tape of a gradient still needs its values.
        if (left === 0 && id !== from && id !== to && !differentiating) values.get(id)!.dispose();
      }
    }
    const result = values.get(to)!;
    return result === x ? tf.clone(result) : result;
  });
}

/** Whether a gradient is being recorded. */
function isDifferentiating(): boolean {
  return tf.engine().state.gradientDepth > 0;
}
