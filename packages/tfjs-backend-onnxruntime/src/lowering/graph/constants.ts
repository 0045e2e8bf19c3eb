import { LruCache } from '../../engine/lru.js';
import { type Constant, sizeOf } from '../../engine/value.js';
import type { ElementData, ElementType } from '../../model/model.js';

/** The largest finite float32. */
export const FLOAT_MAX = 3.4028234663852886e38;

/** A vector of int64, the type of ONNX's shapes, axes and pads. */
export function ints(values: readonly number[]): Constant {
  return constant('int64', [values.length], BigInt64Array.from(values, BigInt), values.join());
}

/** A rank-0 constant. */
export function scalar(value: number, dtype: ElementType = 'float32'): Constant {
  return constant(dtype, [], arrayOf(dtype, [value]), `${value}`);
}

/** A small constant, identified by its numbers. */
export function tensor(values: readonly number[], shape: readonly number[], dtype: ElementType): Constant {
  return constant(dtype, shape, arrayOf(dtype, values), values.join());
}

const TABLES_KEPT = 256;
const tables = new LruCache<Constant>(TABLES_KEPT, () => {});

/** A large int32 constant, cached by its `name`, which must determine its numbers. */
export function table(name: string, shape: readonly number[], fill: () => Int32Array): Constant {
  let known = tables.get(name);
  if (known === undefined) {
    known = constant('int32', shape, fill(), name);
    tables.set(name, known);
  }
  return known;
}

/** Numbers as the typed array of an element type. */
export function arrayOf(dtype: ElementType, values: ArrayLike<number>): ElementData {
  switch (dtype) {
    case 'float32':
      return Float32Array.from(values);
    case 'int32':
      return Int32Array.from(values);
    case 'int64':
      return BigInt64Array.from(Array.from(values), (value) => BigInt(value));
    case 'int8':
      return Int8Array.from(values);
    case 'bool':
    case 'uint8':
      return Uint8Array.from(values);
  }
}

function constant(
  dtype: ElementType,
  shape: readonly number[],
  data: ElementData,
  content: string,
): Constant {
  if (data.length !== sizeOf(shape)) throw new RangeError(`${data.length} elements for shape [${shape}]`);
  return { kind: 'constant', dtype, shape, data, key: `${dtype}[${shape}]${content}` };
}
