import type * as tfl from '@tensorflow/tfjs-layers';
import { weightRole } from '../layers/weight-role.js';
import { graphNodes } from './nodes.js';
import { type Field, growField, type ReceptiveField } from './receptive-field.js';

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
  /** Which input pixels each output pixel sees; null where those are all of them, or where the output is no map. */
  readonly field: ReceptiveField | null;
}

export interface Size {
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
}

/** One row per layer, in the order of computation, all of it recomputed from the model. */
export function layerTable(model: tfl.LayersModel): LayerRow[] {
  const fields = new Map<number, Field>();
  return graphNodes(model).map((node) => {
    const { layer, inputs, output } = node;
    const { seen, stride } = growField(
      node,
      inputs.map((input) => fields.get(input.id)!),
    );
    fields.set(output.id, { seen, stride });
    const outputShape = output.shape.slice(1);
    return {
      name: layer.name,
      type: layer.getClassName(),
      outputShape,
      ...layerSize(layer, outputShape),
      receptiveField: seen && Math.max(...seen.size),
      stride: stride && Math.max(...stride),
      field: seen && stride && { ...seen, stride },
    };
  });
}

/** Sums a table's parameters, buffers and multiply-adds. */
export function totalSize(rows: readonly Size[]): Size {
  const total = (key: keyof Size): number => rows.reduce((sum, row) => sum + row[key], 0);
  return { parameters: total('parameters'), buffers: total('buffers'), macs: total('macs') };
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
