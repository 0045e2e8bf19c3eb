import type { InferenceSession } from 'onnxruntime-node';
import { messageOf, programFailed } from '../errors.js';
import type { ElementData } from '../model/model.js';
import type { NativeSession, OnnxRuntime } from '../runtime/binding.js';
import { blame, createSession, type SessionOptions } from '../runtime/session.js';
import { LruCache } from './lru.js';
import { modelOf, type Slice, sliceFor } from './program.js';
import type { Program } from './recorder.js';
import { sameShape, type Value } from './value.js';

export interface ExecutorOptions extends SessionOptions {
  /** How many compiled programs are kept. */
  readonly maxSessions: number;
  /** After this many runs with the same weights a program is compiled again with the weights built in. */
  readonly runsBeforeFixing: number;
}

export interface ExecutorStatistics {
  runs: number;
  compilations: number;
  compileMs: number;
  runMs: number;
  nodes: number;
}

/** A program compiled once, and what is known of its inputs over its runs. */
interface Compiled {
  readonly session: NativeSession;
  /** Which of `Program.inputs` it takes. */
  readonly inputs: readonly number[];
  runs: number;
  /** The weights of the last run, by id, and for how many runs they have been the same. */
  weightIds: readonly number[];
  stableRuns: number;
  /** The same program with these weights built in. */
  fixed: NativeSession | undefined;
}

/** A run that may be the only one of its program hands its memory back. */
const SHRINK_ARENA: InferenceSession.RunOptions = {
  extra: { memory: { enable_memory_arena_shrinkage: 'cpu:0' } },
};

/** Compiles programs, keeps what it compiled, and runs it. */
export class Executor {
  readonly statistics: ExecutorStatistics = { runs: 0, compilations: 0, compileMs: 0, runMs: 0, nodes: 0 };
  readonly #cache: LruCache<Compiled>;

  constructor(
    private readonly runtime: OnnxRuntime,
    private readonly options: ExecutorOptions,
    /** The values that are weights: they change rarely, and only when something assigns them. */
    private readonly weights: () => ReadonlySet<Value>,
  ) {
    this.#cache = new LruCache(options.maxSessions, disposeCompiled);
  }

  /** Runs the program and gives its outputs their numbers; on failure each of them remembers the error. */
  run(program: Program, outputs: readonly Value[]): void {
    try {
      if (outputs.length > 0) this.#run(program, outputs);
    } catch (error) {
      const failure = error instanceof Error ? error : new Error(messageOf(error));
      for (const output of outputs) output.failure = failure;
    }
    for (const node of program.nodes) {
      for (const output of node.outputs) output.producer = undefined;
    }
  }

  dispose(): void {
    this.#cache.clear();
  }

  #run(program: Program, outputs: readonly Value[]): void {
    const names = outputs.map((output) => program.names.get(output)!);
    const key = `${program.key}\n=> ${names}`;
    const compiled = this.#cache.get(key) ?? this.#compile(key, program, outputs);
    const inputs = compiled.inputs.map((index) => program.inputs[index]!);
    const fixed = this.#fixWeights(compiled, inputs, program, outputs);

    const feeds: Record<string, InstanceType<OnnxRuntime['Tensor']>> = {};
    for (const input of inputs) {
      if (input.failure !== undefined) throw input.failure;
      if (fixed.has(input)) continue;
      feeds[program.names.get(input)!] = new this.runtime.Tensor(input.dtype, input.data!, input.shape);
    }
    const fetches = Object.fromEntries(names.map((name) => [name, null]));
    const session = compiled.fixed ?? compiled.session;

    const started = performance.now();
    let results: ReturnType<NativeSession['run']>;
    try {
      results = session.run(feeds, fetches, compiled.runs === 0 ? SHRINK_ARENA : {});
    } catch (cause) {
      const model = modelOf(sliceFor(program, outputs), program.names, fixed);
      throw programFailed(blame(cause, model), 'ONNX Runtime to run it', cause);
    }
    this.statistics.runMs += performance.now() - started;
    this.statistics.runs++;
    this.statistics.nodes += program.nodes.length;
    compiled.runs++;
    outputs.forEach((output, index) => {
      output.data = results[names[index]!]!.data as ElementData;
    });
  }

  #compile(key: string, program: Program, outputs: readonly Value[]): Compiled {
    const slice = sliceFor(program, outputs);
    const compiled: Compiled = {
      session: this.#createSession(slice, program, noValues),
      inputs: slice.inputs.map((input) => program.inputs.indexOf(input)),
      runs: 0,
      weightIds: [],
      stableRuns: 0,
      fixed: undefined,
    };
    this.#cache.set(key, compiled);
    return compiled;
  }

  #createSession(slice: Slice, program: Program, fixed: ReadonlySet<Value>): NativeSession {
    const started = performance.now();
    const session = createSession(this.runtime, modelOf(slice, program.names, fixed), this.options);
    this.statistics.compilations++;
    this.statistics.compileMs += performance.now() - started;
    return session;
  }

  /** Compiles the weights into the session once they have stayed the same for long enough; returns those built in. */
  #fixWeights(
    compiled: Compiled,
    inputs: readonly Value[],
    program: Program,
    outputs: readonly Value[],
  ): ReadonlySet<Value> {
    if (compiled.runs < this.options.runsBeforeFixing) return noValues;
    const variables = this.weights();
    const weights = inputs.filter((input) => variables.has(input));
    const ids = weights.map(({ id }) => id);
    const unchanged = sameShape(ids, compiled.weightIds);
    compiled.stableRuns = unchanged ? compiled.stableRuns + 1 : 0;
    compiled.weightIds = ids;
    if (!unchanged) {
      compiled.fixed?.dispose();
      compiled.fixed = undefined;
    }
    if (weights.length === 0 || compiled.stableRuns < this.options.runsBeforeFixing) return noValues;
    compiled.fixed ??= this.#createSession(sliceFor(program, outputs), program, new Set(weights));
    return new Set(weights);
  }
}

const noValues: ReadonlySet<Value> = new Set();

function disposeCompiled({ session, fixed }: Compiled): void {
  session.dispose();
  fixed?.dispose();
}
