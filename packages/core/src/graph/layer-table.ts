import type * as tfl from '@tensorflow/tfjs-layers';
import { windowOf } from './geometry.js';
import { graphNodes } from './nodes.js';

/** What one layer of a built model is and costs. */
export interface LayerRow {
  readonly name: string;
  /** Class name of the tf.layers layer. */
  readonly type: string;
  /** Without the batch dimension. */
  readonly outputShape: readonly (number | null)[];
  /** Learnt values; running statistics are not among them. */
  readonly parameters: number;
  /** Running statistics. */
  readonly buffers: number;
  /** Multiply-adds of conv and dense kernels for one image; biases, norms and pools are not counted. */
  readonly macs: number;
  /** Side in input pixels of what one output pixel sees; null where it sees the whole image. */
  readonly receptiveField: number | null;
  /** Input pixels between neighboring output pixels; null where there are no output pixels. */
  readonly stride: number | null;
}

export interface Size {
  readonly parameters: number;
  readonly buffers: number;
  readonly macs: number;
}

/** One row per layer, in the order of computation, all of it recomputed from the model. */
export function layerTable(model: tfl.LayersModel): LayerRow[] {
  const fields = new Map<number, Pick<LayerRow, 'receptiveField' | 'stride'>>();
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
      ...field,
    };
  });
}

/** Sums a table's parameters, buffers and multiply-adds. */
export function totalSize(rows: readonly Size[]): Size {
  const total = (key: keyof Size): number => rows.reduce((sum, row) => sum + row[key], 0);
  return { parameters: total('parameters'), buffers: total('buffers'), macs: total('macs') };
}

function growField(
  window: ReturnType<typeof windowOf>,
  inputs: readonly Pick<LayerRow, 'receptiveField' | 'stride'>[],
): Pick<LayerRow, 'receptiveField' | 'stride'> {
  if (window === 'whole map') return { receptiveField: null, stride: null };
  if (inputs.length === 0) return { receptiveField: 1, stride: 1 };
  if (inputs.some(({ stride }) => stride === null)) return { receptiveField: null, stride: null };
  const stride = inputs[0]!.stride!;
  const field = Math.max(...inputs.map(({ receptiveField }) => receptiveField ?? 0));
  return { receptiveField: field + (window.size - 1) * stride, stride: stride * window.stride };
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

/** The last part of a weight's name: kernel, bias, gamma, beta, moving_mean, moving_variance. */
export function weightRole(weight: tfl.LayerVariable): string {
  return weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
}
