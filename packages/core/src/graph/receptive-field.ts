import type * as tfl from '@tensorflow/tfjs-layers';
import type { GraphNode } from './nodes.js';
import { type Sides, windowOf } from './windows.js';

/**
 * The input pixels that the pixels of a map see, along each side: pixel i sees `size` pixels, the first of which is
 * `start` + i · `stride`. Those outside of the image are padding.
 */
export interface ReceptiveField {
  readonly start: Sides;
  readonly size: Sides;
  readonly stride: Sides;
}

/** The receptive field and stride of an output; null for the whole image, and for outputs that are not maps. */
export interface Field {
  readonly seen: Omit<ReceptiveField, 'stride'> | null;
  readonly stride: Sides | null;
}

const image: Field = { seen: { start: [0, 0], size: [1, 1] }, stride: [1, 1] };

/** The field of a node's output, given those of its inputs. */
export function growField({ layer, inputs }: GraphNode, fields: readonly Field[]): Field {
  const window = windowOf(layer);
  if (window === 'whole map') return { seen: null, stride: null };
  if (fields.length === 0) return image;
  // A map joined with one value per channel, as in squeeze-and-excitation, remains a map.
  const stride = fields.find((field) => field.stride !== null)?.stride ?? null;
  if (stride === null) return { seen: null, stride };
  const before =
    window.before === 'same' ? sameBefore(inputs[0]!, window.size, window.stride) : window.before;
  return {
    seen: union(fields, (start, size, side) => [
      start - before[side] * stride[side],
      size + (window.size[side] - 1) * stride[side],
    ]),
    stride: [stride[0] * window.stride[0], stride[1] * window.stride[1]],
  };
}

/** What TensorFlow's 'same' adds before the first pixel. */
function sameBefore({ shape }: tfl.SymbolicTensor, size: Sides, stride: Sides): Sides {
  const along = (side: 0 | 1): number => {
    const pixels = shape[1 + side] ?? 1;
    const added = (Math.ceil(pixels / stride[side]) - 1) * stride[side] + size[side] - pixels;
    return Math.floor(Math.max(0, added) / 2);
  };
  return [along(0), along(1)];
}

/** The smallest window that holds those of all inputs, each grown by the layer. */
function union(
  fields: readonly Field[],
  grow: (start: number, size: number, side: 0 | 1) => [start: number, size: number],
): Field['seen'] {
  const seen = fields.map((field) => field.seen).filter((one) => one !== null);
  if (seen.length < fields.length) return null;
  const along = (side: 0 | 1): [start: number, size: number] => {
    const grown = seen.map(({ start, size }) => grow(start[side], size[side], side));
    const start = Math.min(...grown.map(([first]) => first));
    return [start, Math.max(...grown.map(([first, size]) => first + size)) - start];
  };
  const [rows, columns] = [along(0), along(1)];
  return { start: [rows[0], columns[0]], size: [rows[1], columns[1]] };
}
