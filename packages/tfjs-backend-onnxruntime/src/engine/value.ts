import type { Attribute, ElementData, ElementType } from '../model/model.js';

/** A constant of a program. */
export interface Constant {
  readonly kind: 'constant';
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  readonly data: ElementData;
  /** Equal keys mean equal constants. */
  readonly key: string;
}

/**
 * A tensor of a program. Its shape and type are known when it is recorded, its data once the program has run.
 */
export interface Value {
  readonly kind: 'value';
  readonly id: number;
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** How many TF.js tensors hold this value. A program returns the values that are held. */
  owners: number;
  data: ElementData | undefined;
  /** The node that computes it; undefined once it has. */
  producer: Node | undefined;
  /** The error of its program, if that failed. */
  failure: Error | undefined;
}

export type Operand = Value | Constant;

export interface Node {
  /** The TF.js kernel that recorded it, for error messages. */
  readonly kernel: string;
  readonly op: string;
  readonly domain: string;
  readonly inputs: readonly (Operand | undefined)[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  outputs: readonly Value[];
}

export interface TensorType {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
}

let nextId = 0;

/** A value with data or a producer; one with neither is a placeholder for an input. */
export function createValue(
  { dtype, shape }: TensorType,
  { data, producer }: { readonly data?: ElementData; readonly producer?: Node } = {},
): Value {
  return { kind: 'value', id: nextId++, dtype, shape, owners: 0, data, producer, failure: undefined };
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
