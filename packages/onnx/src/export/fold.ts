import {
  createValue,
  Executor,
  findOnnxRuntime,
  type Node,
  type OnnxRuntime,
  type Operand,
  type Program,
  type Slice,
  sliceFor,
  type Trace,
  type Value,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';

export interface Folded {
  readonly slice: Slice;
  readonly names: ReadonlyMap<Operand, string>;
}

/** Operators that are not folded: their results are large, and may depend on the batch size. */
const REPEATING: ReadonlySet<string> = new Set(['Expand', 'Tile']);

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
  const varying = new Set<Operand>(inputs);
  for (const node of slice.nodes) {
    const depends = node.inputs.some((input) => input !== undefined && varying.has(input));
    if (!depends && !REPEATING.has(node.op)) continue;
    for (const output of node.outputs) varying.add(output);
  }
  const remaining = slice.nodes.filter((node) => node.outputs.some((output) => varying.has(output)));
  const operands = remaining.flatMap((node) => node.inputs.filter((input) => input !== undefined));
  const fixed = operands.filter(
    (operand) => operand.kind === 'value' && isProduced(operand) && !varying.has(operand),
  );
  const folded = computeNow(runtime, program, [...new Set(fixed)].filter(isProduced));

  const nodes = remaining.map(
    (node): Node => ({
      ...node,
      inputs: node.inputs.map((input) => (input && folded.get(input)) ?? input),
    }),
  );
  const used = new Set(nodes.flatMap((node) => node.inputs));
  const origins = originsOf(slice.nodes, weights);
  const taken = new Set(names.values());
  for (const [weight] of weights) if (!used.has(weight)) taken.delete(names.get(weight)!);
  for (const [operand, result] of folded) {
    names.set(result, unused(origins.get(operand) ?? program.names.get(operand)!, taken));
  }
  return {
    slice: {
      nodes,
      inputs: [...slice.inputs, ...folded.values()].filter(
        (input) => used.has(input) || inputs.includes(input),
      ),
      constants: slice.constants.filter((constant) => used.has(constant)),
      outputs,
    },
    names,
  };
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

function isProduced(operand: Operand): operand is Value {
  return operand.kind === 'value' && operand.producer !== undefined;
}

/** Computes values, and returns them as inputs with data. The program itself is left unchanged. */
function computeNow(runtime: OnnxRuntime, program: Program, outputs: readonly Value[]): Map<Operand, Value> {
  const producers = program.nodes.flatMap((node) =>
    node.outputs.map((output) => [output, output.producer] as const),
  );
  const executor = new Executor(runtime, {
    maxSessions: 1,
    runsBeforeFreezingWeights: Number.POSITIVE_INFINITY,
  });
  executor.run(program, outputs);
  executor.dispose();
  for (const [output, producer] of producers) output.producer = producer;
  return new Map(
    outputs.map((output) => {
      if (output.failure !== undefined) throw output.failure;
      return [output, createValue(output, { data: output.data! })];
    }),
  );
}
