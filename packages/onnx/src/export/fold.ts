import {
  findOnnxRuntime,
  foldConstants,
  type Node,
  type Operand,
  type Slice,
  sliceFor,
  type Trace,
  type Value,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';

export interface Folded {
  readonly slice: Slice;
  readonly names: ReadonlyMap<Operand, string>;
}

/**
 * Constant folding: what depends on weights and constants alone, such as filters in ONNX's layout, is
 * replaced by its result, and what the outputs do not depend on is dropped. The result of one weight keeps
 * the weight's name.
 */
export function foldWeights({ program, inputs, outputs, weights }: Trace): Folded {
  const slice = sliceFor(program, outputs);
  const names = new Map(program.names);
  for (const [weight, name] of weights) names.set(weight, name);
  const runtime = findOnnxRuntime();
  // As in a page: ONNX Runtime folds them when it opens the file.
  if (runtime === undefined) return { slice, names };
  const folded = foldConstants(runtime, slice, program.names, inputs);

  const used = new Set(folded.slice.nodes.flatMap((node) => node.inputs));
  const origins = originsOf(slice.nodes, weights);
  const taken = new Set(names.values());
  for (const [weight] of weights) if (!used.has(weight)) taken.delete(names.get(weight)!);
  for (const [operand, result] of folded.results) {
    names.set(result, unused(origins.get(operand) ?? program.names.get(operand)!, taken));
  }
  return { slice: folded.slice, names };
}

/** The name, numbered if it is taken: by another part of the same weight, or by the weight itself. */
function unused(name: string, taken: Set<string>): string {
  let candidate = name;
  for (let count = 2; taken.has(candidate); count++) candidate = `${name}/${count}`;
  taken.add(candidate);
  return candidate;
}

/** By value, the name of the weight that it is computed from, if it is a single one. */
function originsOf(nodes: readonly Node[], weights: ReadonlyMap<Value, string>): Map<Operand, string> {
  const origins = new Map<Operand, string>(weights);
  for (const node of nodes) {
    const [name, ...others] = new Set(node.inputs.flatMap((input) => (input && origins.get(input)) ?? []));
    if (name !== undefined && others.length === 0) origins.set(node.outputs[0]!, name);
  }
  return origins;
}
