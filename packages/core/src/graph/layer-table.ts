import type * as tfl from '@tensorflow/tfjs-layers';
import { weightRole } from '../layers/weight-role.js';
import { graphNodes } from './nodes.js';
import { type Sides, windowOf } from './windows.js';

/** One layer of a built model: its output, size and cost. */
export interface LayerRow {
  readonly name: string;
  /** Class name of the tf.layers layer. */
  readonly type: string;
  /** Without the batch dimension. */
  readonly outputShape: readonly (number | null)[];
  /** Trainable values, without running statistics. */
  readonly parameters: number;
  /** Running statistics. */
  readonly buffers: number;
  /** Multiply-adds of conv and dense kernels for one image; biases, norms and pools are not counted. */
  readonly macs: number;
  /** Input pixels that one output pixel sees along the longer side; null where it sees the whole image. */
  readonly receptiveField: number | null;
  /**
   * Input pixels between neighboring output pixels along the longer step; null where the output is no map.
   */
  readonly stride: number | null;
}

export interface Size {
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
}

/** One row per layer, in the order of computation, all of it recomputed from the model. */
export function layerTable(model: tfl.LayersModel): LayerRow[] {
  const fields = new Map<number, Field>();
  return graphNodes(model).map(({ layer, inputs, output }) => {
    const field = growField(
      windowOf(layer),
      inputs.map((input) => fields.get(input.id)!),
    );
    fields.set(output.id, field);
    const outputShape = output.shape.slice(1);
    return {
      name: layer.name,
      type: layer.getClassName(),
      outputShape,
      ...layerSize(layer, outputShape),
      receptiveField: field.size && Math.max(...field.size),
      stride: field.stride && Math.max(...field.stride),
    };
  });
}

/** Sums a table's parameters, buffers and multiply-adds. */
export function totalSize(rows: readonly Size[]): Size {
  const total = (key: keyof Size): number => rows.reduce((sum, row) => sum + row[key], 0);
  return { parameters: total('parameters'), buffers: total('buffers'), macs: total('macs') };
}

/**
 * The receptive field and stride of an output; null for the whole image, and for outputs that are not maps.
 */
interface Field {
  readonly size: Sides | null;
  readonly stride: Sides | null;
}

function growField(window: ReturnType<typeof windowOf>, inputs: readonly Field[]): Field {
  if (window === 'whole map') return { size: null, stride: null };
  if (inputs.length === 0) return { size: [1, 1], stride: [1, 1] };
  // A map joined with one value per channel, as in squeeze-and-excitation, remains a map.
  const stride = inputs.find((input) => input.stride !== null)?.stride ?? null;
  if (stride === null) return { size: null, stride };
  const sizes = inputs.map(({ size }) => size).filter((size) => size !== null);
  const grow = (side: 0 | 1): number =>
    Math.max(...sizes.map((size) => size[side])) + (window.size[side] - 1) * stride[side];
  return {
    size: sizes.length < inputs.length ? null : [grow(0), grow(1)],
    stride: [stride[0] * window.stride[0], stride[1] * window.stride[1]],
  };
}

function layerSize(layer: tfl.layers.Layer, outputShape: readonly (number | null)[]): Size {
  const pixels = outputShape.length === 3 ? (outputShape[0] ?? 0) * (outputShape[1] ?? 0) : 1;
  const sizes = layer.weights.map((weight) => ({
    role: weightRole(weight),
    values: weight.shape.reduce<number>((product, size) => product * (size ?? 0), 1),
  }));
  const sum = (counted: (role: string) => boolean): number =>
    sizes.reduce((total, { role, values }) => total + (counted(role) ? values : 0), 0);
  return {
    parameters: sum((role) => !role.startsWith('moving_')),
    buffers: sum((role) => role.startsWith('moving_')),
    macs: sum((role) => role.endsWith('kernel')) * pixels,
  };
}
