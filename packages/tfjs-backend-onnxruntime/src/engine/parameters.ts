import type { Program } from './recorder.js';
import { type Node, sizeOf, type Value } from './value.js';

/** Operators that only rearrange the elements of their first input. */
const ARRANGING: ReadonlySet<string> = new Set([
  'Reshape',
  'Transpose',
  'Einsum',
  'Slice',
  'Cast',
  'Identity',
  'Expand',
  'Gather',
  'ReorderInput',
]);

/** Operators whose first input is data, and whose other inputs are weights. */
const PARAMETRIZED: ReadonlySet<string> = new Set([
  'Conv',
  'ConvTranspose',
  'Gemm',
  'MatMul',
  'BatchNormalization',
]);

/** Operators that broadcast the smaller of their operands. */
const BROADCASTING: ReadonlySet<string> = new Set(['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Where']);

/**
 * The inputs that a program uses like weights: as filters, as matrices, and as operands that are broadcast.
 * They are likely to be the same in many runs.
 */
export function parametersOf({ inputs, nodes }: Pick<Program, 'inputs' | 'nodes'>): Set<Value> {
  const parameters = new Set(inputs.filter(({ dtype }) => dtype === 'float32'));
  const arranged = new Map<Value, Value>();
  for (const node of nodes) {
    node.inputs.forEach((operand, position) => {
      if (operand?.kind !== 'value') return;
      const origin = arranged.get(operand) ?? operand;
      if (!parameters.has(origin)) return;
      if (position === 0 && ARRANGING.has(node.op)) arranged.set(node.outputs[0]!, origin);
      else if (!isParameterOf(node, operand, position)) parameters.delete(origin);
    });
  }
  return parameters;
}

function isParameterOf(node: Node, operand: Value, position: number): boolean {
  if (PARAMETRIZED.has(node.op)) return position > 0;
  return BROADCASTING.has(node.op) && sizeOf(operand.shape) < sizeOf(node.outputs[0]!.shape);
}
