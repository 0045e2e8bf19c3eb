import * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import { ConvzooError } from '../errors/index.js';
import { PointwiseActivation } from '../layers/activations.js';
import { BatchNorm } from '../layers/batch-norm.js';
import { convolution as convolve } from '../layers/convolution.js';
import { GroupedConv2d } from '../layers/grouped-conv2d.js';
import { rank2, rank4 } from '../layers/tensors.js';
import { fusedWeights } from './fused-weights.js';
import type { GraphNode } from './nodes.js';

export type Relu = (x: tf.Tensor) => tf.Tensor;

/** One step of inference: one layer, or several computed together. */
export interface Unit {
  readonly inputs: readonly number[];
  /** Id of the symbolic tensor that the step computes. */
  readonly output: number;
  /** `relu` replaces every ReLU, but no other activation. Without it, fused kernels may be used. */
  run(inputs: readonly tf.Tensor[], relu: Relu | undefined): tf.Tensor;
  dispose(): void;
}

type Pads = tf.backend_util.ExplicitPadding;

/** Activations that TF.js computes together with a convolution or a matrix product. */
type FusedActivation = 'relu' | 'relu6' | 'sigmoid';

/**
 * Groups a model's nodes into steps: padding, convolution, bias, batch norm and an activation become one
 * step, and so do a dense layer and its activation. Tensors in `kept` stay visible: nothing is fused across
 * them.
 */
export function fuse(nodes: readonly GraphNode[], kept: ReadonlySet<number>): Unit[] {
  const consumers = new Map<number, GraphNode[]>();
  for (const node of nodes) {
    for (const input of node.inputs) consumers.set(input.id, [...(consumers.get(input.id) ?? []), node]);
  }
  const producers = new Map(nodes.map((node) => [node.output.id, node]));
  const absorbed = new Set<number>();

  /** The only consumer of a node's output, if the two can be fused. */
  const onlyReader = (node: GraphNode): GraphNode | undefined => {
    const readers = consumers.get(node.output.id) ?? [];
    return readers.length === 1 && !kept.has(node.output.id) ? readers[0] : undefined;
  };
  const absorb = (node: GraphNode): GraphNode => {
    absorbed.add(node.output.id);
    return node;
  };
  const absorbReader = (
    node: GraphNode,
    wanted: (layer: tfl.layers.Layer) => boolean,
  ): GraphNode | undefined => {
    const reader = onlyReader(node);
    return reader !== undefined && wanted(reader.layer) ? absorb(reader) : undefined;
  };
  const absorbActivation = (node: GraphNode): GraphNode | undefined =>
    absorbReader(node, (layer) => fusedActivation(layer) !== undefined);

  return nodes.flatMap((node): Unit[] => {
    const { layer, inputs, output } = node;
    if (absorbed.has(output.id) || inputs.length === 0) return [];
    if (paddingOf(layer) !== undefined && takesPadding(onlyReader(node)?.layer)) return [];

    const convolution = convolutionOf(layer);
    if (convolution !== undefined) {
      const before = producers.get(inputs[0]!.id);
      const padded = before !== undefined && onlyReader(before) === node && takesPadding(layer);
      const pads = padded ? paddingOf(before.layer) : undefined;
      const norm = absorbReader(node, (reader) => reader instanceof BatchNorm);
      const activation = absorbActivation(norm ?? node);
      return [
        convolutionUnit({
          convolution,
          pads,
          norm: norm?.layer instanceof BatchNorm ? norm.layer : undefined,
          activation: activation && fusedActivation(activation.layer),
          layer,
          input: (pads === undefined ? inputs[0] : before?.inputs[0])!.id,
          output: (activation ?? norm ?? node).output.id,
        }),
      ];
    }
    if (isPlainDense(node)) {
      const activation = absorbActivation(node);
      const fused = activation && fusedActivation(activation.layer);
      return [denseUnit(layer, fused, inputs[0]!.id, (activation ?? node).output.id)];
    }
    return [plainUnit(node)];
  });
}

function plainUnit({ layer, inputs, output }: GraphNode): Unit {
  const rectifies = isRelu(layer);
  return {
    inputs: inputs.map(({ id }) => id),
    output: output.id,
    run: (values, relu) => {
      if (rectifies) return (relu ?? tf.relu)(values[0]!);
      const y = layer.call(values.length === 1 ? values[0]! : [...values], { training: false });
      if (!Array.isArray(y)) return y;
      if (y.length === 1) return y[0]!;
      throw new ConvzooError('invalid-model', {
        subject: `layer ${layer.name}`,
        expected: 'one output',
        found: `${y.length}`,
      });
    },
    dispose: () => {},
  };
}

type FusedConvolution = Omit<Parameters<typeof tf.fused.conv2d>[0], 'filter' | 'pad'>;

interface Convolution {
  readonly strides: number | [number, number];
  readonly padding: 'same' | 'valid';
  readonly groups: number;
  /** Whether each channel is a group. */
  readonly depthwise: boolean;
}

function convolutionUnit({
  convolution: { strides, padding, groups, depthwise },
  pads,
  norm,
  activation,
  layer,
  input,
  output,
}: {
  convolution: Convolution;
  pads: Pads | undefined;
  norm: BatchNorm | undefined;
  activation: FusedActivation | undefined;
  layer: tfl.layers.Layer;
  input: number;
  output: number;
}): Unit {
  const weights = fusedWeights(layer, norm);
  const pad = pads ?? padding;
  return {
    inputs: [input],
    output,
    run: ([value], relu) => {
      const x = rank4(value!);
      const { kernel, bias } = weights.read();
      const filter = rank4(kernel);
      const fused: FusedConvolution = {
        x,
        strides,
        activation: activation ?? 'linear',
        ...(bias === undefined ? {} : { bias }),
      };
      if (relu === undefined && groups === 1) return tf.fused.conv2d({ ...fused, filter, pad });
      if (relu === undefined && depthwise) {
        const perChannel = tf.reshape(filter, [
          filter.shape[0],
          filter.shape[1],
          groups,
          filter.shape[3] / groups,
        ]);
        return tf.fused.depthwiseConv2d({ ...fused, filter: rank4(perChannel), pad: padding });
      }
      return finish(convolve(x, filter, { groups, strides, pad }), bias, activation, relu);
    },
    dispose: weights.dispose,
  };
}

function denseUnit(
  layer: tfl.layers.Layer,
  activation: FusedActivation | undefined,
  input: number,
  output: number,
): Unit {
  const weights = fusedWeights(layer, undefined);
  return {
    inputs: [input],
    output,
    run: ([value], relu) => {
      const { kernel, bias } = weights.read();
      if (relu === undefined) {
        return tf.fused.matMul({
          a: value!,
          b: kernel,
          ...(bias === undefined ? {} : { bias }),
          activation: activation ?? 'linear',
        });
      }
      return finish(tf.matMul(rank2(value!), rank2(kernel)), bias, activation, relu);
    },
    dispose: weights.dispose,
  };
}

function finish(
  y: tf.Tensor,
  bias: tf.Tensor1D | undefined,
  activation: FusedActivation | undefined,
  relu: Relu = tf.relu,
): tf.Tensor {
  const biased = bias === undefined ? y : tf.add(y, bias);
  if (activation === undefined) return biased;
  return { relu, relu6: tf.relu6, sigmoid: tf.sigmoid }[activation](biased);
}

/** The activation that a layer consists of, if it can be fused. */
function fusedActivation(layer: tfl.layers.Layer): FusedActivation | undefined {
  if (isRelu(layer)) return 'relu';
  if (!(layer instanceof PointwiseActivation)) return undefined;
  const { activation } = layer;
  return activation === 'relu6' || activation === 'sigmoid' ? activation : undefined;
}

/** A layer that computes max(x, 0) only. */
function isRelu(layer: tfl.layers.Layer): boolean {
  const config = layer.getConfig();
  return layer.getClassName() === 'ReLU'
    ? config.maxValue == null
    : layer.getClassName() === 'Activation' && config.activation === 'relu';
}

/** A dense layer without an activation of its own, on flat input. */
function isPlainDense({ layer, output }: GraphNode): boolean {
  return (
    layer.getClassName() === 'Dense' && layer.getConfig().activation === 'linear' && output.shape.length === 2
  );
}

/** The parameters of a convolution that can be fused; undefined for every other layer. */
function convolutionOf(layer: tfl.layers.Layer | undefined): Convolution | undefined {
  if (layer instanceof GroupedConv2d) {
    const { strides, padding, groups, dilationRate } = layer.options;
    const depthwise = groups > 1 && layer.weights[0]!.shape[2] === 1;
    return dilationRate === 1 ? { strides, padding, groups, depthwise } : undefined;
  }
  if (layer?.getClassName() !== 'Conv2D') return undefined;
  const { strides, padding, activation, dataFormat, dilationRate } = layer.getConfig();
  const dilated = [dilationRate].flat().some((rate) => rate !== 1 && rate != null);
  const stride = pair(strides);
  if (activation !== 'linear' || dataFormat === 'channelsFirst' || dilated || stride === undefined)
    return undefined;
  return padding === 'same' || padding === 'valid'
    ? { strides: stride, padding, groups: 1, depthwise: false }
    : undefined;
}

/** Whether padding can be part of a layer's step: not all backends pad a depthwise convolution unevenly. */
function takesPadding(layer: tfl.layers.Layer | undefined): boolean {
  return convolutionOf(layer)?.depthwise === false;
}

/** The padding of a ZeroPadding2D layer. */
function paddingOf(layer: tfl.layers.Layer): Pads | undefined {
  if (layer.getClassName() !== 'ZeroPadding2D') return undefined;
  const { padding, dataFormat } = layer.getConfig();
  if (!Array.isArray(padding) || dataFormat === 'channelsFirst') return undefined;
  const [rows, columns] = padding.map(pair);
  return rows === undefined || columns === undefined ? undefined : [[0, 0], rows, columns, [0, 0]];
}

function pair(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [a, b]: unknown[] = value;
  return typeof a === 'number' && typeof b === 'number' ? [a, b] : undefined;
}
