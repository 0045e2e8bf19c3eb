import type { Attribute } from '../model/model.js';
import { type Constant, createValue, type Node, type Operand, type TensorType, type Value } from './value.js';

/** A recorded computation. Two programs with the same `key` differ only in the data of their inputs. */
export interface Program {
  readonly key: string;
  readonly inputs: readonly Value[];
  readonly constants: readonly Constant[];
  readonly nodes: readonly Node[];
  /** The name of each operand in the key, and in the program's ONNX model. */
  readonly names: ReadonlyMap<Operand, string>;
}

export interface EmitOptions {
  readonly attributes?: Readonly<Record<string, Attribute>>;
  readonly domain?: string;
}

/**
 * Records nodes until they are run. A node equal to a recorded one (same operator, attributes and operands)
 * is reused: common subexpression elimination.
 */
export class Recorder {
  /** The TF.js kernel that is recording. */
  kernel = '';

  #nodes: Node[] = [];
  #inputs: Value[] = [];
  #constants: Constant[] = [];
  #names = new Map<Operand, string>();
  #constantOf = new Map<string, Constant>();
  #nodeOf = new Map<string, Node>();
  #signatures: string[] = [];

  get size(): number {
    return this.#nodes.length;
  }

  /** Records an operator with one output. */
  emit(op: string, inputs: readonly (Operand | undefined)[], type: TensorType, options?: EmitOptions): Value {
    return this.emitAll(op, inputs, [type], options)[0]!;
  }

  /** Records an operator with several outputs. */
  emitAll(
    op: string,
    inputs: readonly (Operand | undefined)[],
    types: readonly TensorType[],
    { attributes = {}, domain = '' }: EmitOptions = {},
  ): readonly Value[] {
    const operands = inputs.map((input) => (input?.kind === 'constant' ? this.#intern(input) : input));
    const names = operands.map((operand) => (operand === undefined ? '' : this.#nameOf(operand)));
    const signature = `${domain}:${op}(${names})${JSON.stringify(attributes)}${types.length}`;
    const known = this.#nodeOf.get(signature);
    if (known !== undefined) return known.outputs;

    const node: Node = { kernel: this.kernel, op, domain, inputs: operands, attributes, outputs: [] };
    node.outputs = types.map((type) => createValue(type, { producer: node }));
    node.outputs.forEach((output, index) => {
      this.#names.set(output, `v${this.#nodes.length}_${index}`);
    });
    this.#nodes.push(node);
    this.#nodeOf.set(signature, node);
    this.#signatures.push(signature);
    return node.outputs;
  }

  /** Returns the program and starts a new one. */
  take(): Program {
    const program: Program = {
      key: this.#signatures.join('\n'),
      inputs: this.#inputs,
      constants: this.#constants,
      nodes: this.#nodes,
      names: this.#names,
    };
    this.#nodes = [];
    this.#inputs = [];
    this.#constants = [];
    this.#names = new Map();
    this.#constantOf = new Map();
    this.#nodeOf = new Map();
    this.#signatures = [];
    return program;
  }

  /** The first recorded constant with the same key. */
  #intern(constant: Constant): Constant {
    const known = this.#constantOf.get(constant.key);
    if (known !== undefined) return known;
    this.#constantOf.set(constant.key, constant);
    const name = `c${this.#constants.length}`;
    this.#constants.push(constant);
    this.#names.set(constant, name);
    this.#signatures.push(`${name}=${constant.key}`);
    return constant;
  }

  #nameOf(operand: Operand): string {
    const known = this.#names.get(operand);
    if (known !== undefined) return known;
    if (operand.kind === 'constant') return this.#nameOf(this.#intern(operand));
    if (operand.failure !== undefined) throw operand.failure;
    const name = `i${this.#inputs.length}`;
    this.#inputs.push(operand);
    this.#names.set(operand, name);
    this.#signatures.push(`${name}=${operand.dtype}[${operand.shape}]`);
    return name;
  }
}
