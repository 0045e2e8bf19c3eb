import type { InferenceSession } from 'onnxruntime-node';
import { messageOf, runFailed } from '../errors.js';
import type { ElementData } from '../model/model.js';
import type { NativeSession, OnnxRuntime } from '../runtime/binding.js';
import { blame, createSession, runSession, type SessionOptions } from '../runtime/session.js';
import { LruCache } from './lru.js';
import { parametersOf } from './parameters.js';
import { modelOf, type Slice, sliceFor } from './program.js';
import type { Program } from './recorder.js';
import { sizeOf, type Value } from './value.js';

export interface ExecutorOptions extends SessionOptions {
  /** How many compiled programs are cached. */
  readonly maxSessions: number;
  /** After this many runs with the same weights a program is compiled again with them as constants. */
  readonly runsBeforeFreezingWeights: number;
}

export interface ExecutorStatistics {
  runs: number;
  compilations: number;
  compileMs: number;
  runMs: number;
  nodes: number;
}

/** A compiled program, and the history of its inputs. */
interface Compiled {
  session: NativeSession;
  /** Frozen parameters: their positions in `Program.inputs`, and the ids of their values. */
  frozen: ReadonlyMap<number, number>;
  /** Positions in `Program.inputs` of its inputs, and of those among them that it uses like weights. */
  readonly inputs: readonly number[];
  readonly parameters: readonly number[];
  /** By parameter: the value in the last run, and for how many runs it has been the same. */
  readonly history: Map<number, { id: number; runs: number }>;
  /** How many runs a parameter has to stay the same before it is frozen. */
  patience: number;
  runs: number;
}

/** The first run may be the only one of its program: it returns its memory. */
const SHRINK_ARENA: InferenceSession.RunOptions = {
  extra: { memory: { enable_memory_arena_shrinkage: 'cpu:0' } },
};

/** Compiles programs, caches them, and runs them. */
export class Executor {
  readonly statistics: ExecutorStatistics = { runs: 0, compilations: 0, compileMs: 0, runMs: 0, nodes: 0 };
  readonly #runtime: OnnxRuntime;
  readonly #options: ExecutorOptions;
  readonly #cache: LruCache<Compiled>;

  constructor(runtime: OnnxRuntime, options: ExecutorOptions) {
    this.#runtime = runtime;
    this.#options = options;
    this.#cache = new LruCache(options.maxSessions, ({ session }) => session.dispose());
  }

  /** Runs the program and fills its outputs; an output that cannot be computed keeps the error. */
  run(program: Program, outputs: readonly Value[]): void {
    this.#attempt(program, outputs);
    for (const node of program.nodes) {
      for (const output of node.outputs) output.producer = undefined;
    }
  }

  /** If outputs cannot be computed together, tries each half of them, down to the single ones that fail. */
  #attempt(program: Program, outputs: readonly Value[]): void {
    const [first] = outputs;
    if (first === undefined) return;
    try {
      this.#run(program, outputs);
    } catch (error) {
      if (outputs.length === 1) {
        first.failure = error instanceof Error ? error : new Error(messageOf(error));
        return;
      }
      const half = Math.ceil(outputs.length / 2);
      this.#attempt(program, outputs.slice(0, half));
      this.#attempt(program, outputs.slice(half));
    }
  }

  dispose(): void {
    this.#cache.clear();
  }

  #run(program: Program, outputs: readonly Value[]): void {
    const names = outputs.map((output) => program.names.get(output)!);
    const key = `${program.key}\n=> ${names}`;
    const compiled = this.#cache.get(key) ?? this.#compile(key, program, outputs);
    this.#freezeParameters(compiled, program, outputs);

    const feeds: Record<string, Value> = {};
    for (const index of compiled.inputs) {
      const input = program.inputs[index]!;
      if (input.failure !== undefined) throw input.failure;
      if (!compiled.frozen.has(index)) feeds[program.names.get(input)!] = input;
    }

    const started = performance.now();
    let results: ElementData[];
    try {
      const options = compiled.runs === 0 ? SHRINK_ARENA : {};
      results = runSession(this.#runtime, compiled.session, feeds, names, options);
    } catch (cause) {
      const model = modelOf(sliceFor(program, outputs), program.names, new Set());
      throw runFailed(blame(cause, model), cause);
    }
    this.statistics.runMs += performance.now() - started;
    this.statistics.runs++;
    this.statistics.nodes += program.nodes.length;
    compiled.runs++;
    outputs.forEach((output, index) => {
      output.data = results[index];
    });
  }

  #compile(key: string, program: Program, outputs: readonly Value[]): Compiled {
    const slice = sliceFor(program, outputs);
    const parameters = parametersOf(slice);
    const compiled: Compiled = {
      session: this.#createSession(slice, program, NONE),
      frozen: NONE,
      inputs: slice.inputs.map((input) => program.inputs.indexOf(input)),
      parameters: slice.inputs
        .filter((input) => parameters.has(input))
        .map((input) => program.inputs.indexOf(input)),
      history: new Map(),
      patience: this.#options.runsBeforeFreezingWeights,
      runs: 0,
    };
    this.#cache.set(key, compiled);
    return compiled;
  }

  #createSession(slice: Slice, program: Program, frozen: ReadonlyMap<number, number>): NativeSession {
    const started = performance.now();
    const values = new Set([...frozen.keys()].map((index) => program.inputs[index]!));
    const session = createSession(this.#runtime, modelOf(slice, program.names, values), this.#options);
    this.statistics.compilations++;
    this.statistics.compileMs += performance.now() - started;
    return session;
  }

  /** Freezes parameters once they have stayed the same for long enough, until one changes. */
  #freezeParameters(compiled: Compiled, program: Program, outputs: readonly Value[]): void {
    const idOf = (index: number): number => program.inputs[index]!.id;
    for (const index of compiled.parameters) {
      const last = compiled.history.get(index);
      compiled.history.set(index, { id: idOf(index), runs: last?.id === idOf(index) ? last.runs + 1 : 0 });
    }
    const changed = [...compiled.frozen].some(([index, id]) => idOf(index) !== id);
    if (changed) compiled.patience *= 2;
    else if (compiled.frozen.size > 0) return;

    const settled = compiled.parameters.filter(
      (index) => compiled.history.get(index)!.runs >= compiled.patience,
    );
    const worthwhile = isWorthwhile(settled, compiled, program);
    if (!worthwhile && !changed) return;
    compiled.frozen = worthwhile ? new Map(settled.map((index) => [index, idOf(index)])) : NONE;
    compiled.session.dispose();
    compiled.session = this.#createSession(sliceFor(program, outputs), program, compiled.frozen);
  }
}

/**
 * Compiling again pays if most of the parameters, by size, are frozen: not for a learning rate. And some
 * input must remain, or the program would be a constant.
 */
function isWorthwhile(
  settled: readonly number[],
  { parameters, inputs }: Compiled,
  program: Program,
): boolean {
  const size = (indices: readonly number[]): number =>
    indices.reduce((sum, index) => sum + sizeOf(program.inputs[index]!.shape), 0);
  return settled.length > 0 && settled.length < inputs.length && size(settled) > size(parameters) / 2;
}

const NONE: ReadonlyMap<number, number> = new Map();
