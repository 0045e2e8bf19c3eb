import type { OnnxModel, OnnxNode, OnnxTensor } from '../model/model.js';
import type { Program } from './recorder.js';
import type { Constant, Node, Operand, Value } from './value.js';

/** The part of a program that its outputs depend on. */
export interface Slice {
  readonly nodes: readonly Node[];
  readonly inputs: readonly Value[];
  readonly constants: readonly Constant[];
  readonly outputs: readonly Value[];
}

/** The values that tensors still hold: what running the program must return. */
export function heldOutputs(program: Program): Value[] {
  return program.nodes.flatMap((node) => node.outputs.filter((output) => output.owners > 0));
}

/** Drops what the outputs do not depend on. */
export function sliceFor(
  program: Pick<Program, 'nodes' | 'inputs' | 'constants'>,
  outputs: readonly Value[],
): Slice {
  const nodes = new Set<Node>();
  const operands = new Set<Operand>();
  const pending = outputs.map((output) => output.producer);
  for (let node = pending.pop(); node !== undefined || pending.length > 0; node = pending.pop()) {
    if (node === undefined || nodes.has(node)) continue;
    nodes.add(node);
    for (const input of node.inputs) {
      if (input === undefined) continue;
      if (input.kind === 'value' && input.producer !== undefined) pending.push(input.producer);
      else operands.add(input);
    }
  }
  return {
    nodes: program.nodes.filter((node) => nodes.has(node)),
    inputs: program.inputs.filter((input) => operands.has(input)),
    constants: program.constants.filter((constant) => operands.has(constant)),
    outputs,
  };
}

/**
 * The ONNX model of a slice.
 * Inputs in `frozen` become initializers, which ONNX Runtime folds and packs ahead of time.
 */
export function modelOf(
  { nodes, inputs, constants, outputs }: Slice,
  names: ReadonlyMap<Operand, string>,
  frozen: ReadonlySet<Value>,
): OnnxModel {
  const nameOf = (operand: Operand | undefined): string => (operand && names.get(operand)) ?? '';
  const tensorOf = (operand: Operand): OnnxTensor => {
    if (operand.data === undefined) throw new Error(`${nameOf(operand)} has no data`);
    return { name: nameOf(operand), dtype: operand.dtype, shape: operand.shape, data: operand.data };
  };
  const typeOf = (value: Value) => ({ name: nameOf(value), dtype: value.dtype, shape: value.shape });
  return {
    name: 'program',
    nodes: nodes.map(
      (node, index): OnnxNode => ({
        name: `${node.kernel}/${index}`,
        op: node.op,
        domain: node.domain,
        inputs: node.inputs.map(nameOf),
        outputs: node.outputs.map(nameOf),
        attributes: node.attributes,
      }),
    ),
    initializers: [...constants, ...inputs.filter((input) => frozen.has(input))].map(tensorOf),
    inputs: inputs.filter((input) => !frozen.has(input)).map(typeOf),
    outputs: outputs.map(typeOf),
    values: nodes.flatMap((node) => node.outputs.filter((output) => !outputs.includes(output)).map(typeOf)),
  };
}
