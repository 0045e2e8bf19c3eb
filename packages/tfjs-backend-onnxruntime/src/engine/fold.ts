import type { OnnxRuntime } from '../runtime/binding.js';
import { createSession, runSession, type SessionOptions } from '../runtime/session.js';
import { modelOf, type Slice, sliceFor } from './program.js';
import { createValue, type Node, type Operand, type Value } from './value.js';

export interface Folded {
  /** Its inputs include the results of what has been folded. */
  readonly slice: Slice;
  /** What has been folded, and its results. */
  readonly results: ReadonlyMap<Value, Value>;
  /** Those given, and for each result the name of what it replaces. */
  readonly names: ReadonlyMap<Operand, string>;
}

/** Operators that are not folded: their results are large, and may depend on the batch size. */
const REPEATING: ReadonlySet<string> = new Set(['Expand', 'Tile']);

/**
 * Constant folding: what depends only on constants and on inputs that do not vary, such as filters in another
 * layout, is replaced by its result. ONNX Runtime's own folding computes node after node on one thread.
 */
export function foldConstants(
  runtime: OnnxRuntime,
  slice: Slice,
  names: ReadonlyMap<Operand, string>,
  varyingInputs: Iterable<Value>,
  options: Pick<SessionOptions, 'threads'> = {},
): Folded {
  const varying = new Set<Operand>(varyingInputs);
  for (const node of slice.nodes) {
    const depends = node.inputs.some((input) => input !== undefined && varying.has(input));
    if (!depends && !REPEATING.has(node.op)) continue;
    for (const output of node.outputs) varying.add(output);
  }
  const outputs = new Set(slice.outputs);
  const remaining = slice.nodes.filter((node) =>
    node.outputs.some((output) => varying.has(output) || outputs.has(output)),
  );
  const operands = new Set(remaining.flatMap((node) => node.inputs.filter((input) => input !== undefined)));
  const foldable = [...operands].filter(isProduced).filter((operand) => !varying.has(operand));
  const results = compute(runtime, sliceFor(slice, foldable), names, options);

  const nodes = remaining.map(
    (node): Node => ({
      ...node,
      inputs: node.inputs.map((input) => (isProduced(input) ? (results.get(input) ?? input) : input)),
    }),
  );
  const used = new Set(nodes.flatMap((node) => node.inputs));
  return {
    slice: {
      nodes,
      inputs: [...slice.inputs.filter((input) => used.has(input)), ...results.values()],
      constants: slice.constants.filter((constant) => used.has(constant)),
      outputs: slice.outputs,
    },
    results,
    names: new Map([
      ...names,
      ...[...results].map(([value, result]) => [result, names.get(value)!] as const),
    ]),
  };
}

function isProduced(operand: Operand | undefined): operand is Value {
  return operand?.kind === 'value' && operand.producer !== undefined;
}

/** The outputs of a slice, computed: as inputs with data. */
function compute(
  runtime: OnnxRuntime,
  slice: Slice,
  names: ReadonlyMap<Operand, string>,
  { threads }: Pick<SessionOptions, 'threads'>,
): Map<Value, Value> {
  if (slice.outputs.length === 0) return new Map();
  const nameOf = (operand: Operand): string => names.get(operand)!;
  const session = createSession(runtime, modelOf(slice, names, new Set()), { threads });
  try {
    const feeds = Object.fromEntries(slice.inputs.map((input) => [nameOf(input), input]));
    const data = runSession(runtime, session, feeds, slice.outputs.map(nameOf));
    return new Map(slice.outputs.map((value, i) => [value, createValue(value, { data: data[i]! })]));
  } finally {
    session.dispose();
  }
}
