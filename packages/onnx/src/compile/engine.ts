import { ConvzooError } from '@convzoo/core';
import {
  createSession,
  loadOnnxRuntime,
  type NativeValue,
  nchwcBlockSize,
  type OnnxModel,
  startProvider,
} from '@convzoo/tfjs-backend-onnxruntime/recorder';
import {
  type Floats,
  findAdapter,
  isWebProvider,
  startWebEngine,
} from '@convzoo/tfjs-backend-onnxruntime/web';

export interface SessionOptions {
  /**
   * Execution providers in order of preference; the first that starts is used. `wasm` is onnxruntime-web's in Node,
   * too; `webgpu` and `webnn` are onnxruntime-web's in a page; all others are onnxruntime-node's. Default in Node: `cpu`,
   * and `wasm` where onnxruntime-node does not load. Default in a page: `webgpu` on a GPU, and `wasm` elsewhere.
   */
  readonly providers?: readonly string[] | undefined;
  /** Threads of one operator. Default: as ONNX Runtime decides. Those of `wasm` are chosen at its first use. */
  readonly threads?: number | undefined;
}

/** A loaded model. */
export interface Session {
  readonly inputs: readonly NativeValue[];
  readonly outputs: readonly NativeValue[];
  /** One of its outputs, of float32. */
  run(feeds: Readonly<Record<string, Floats>>, output: string): Promise<Float32Array>;
  dispose(): void;
}

/** An execution provider of ONNX Runtime that works. */
export interface Engine {
  readonly provider: string;
  /** Package, provider, and the device if it is known. */
  readonly name: string;
  readonly version: string;
  /** Channels of a block in NCHWc; undefined if it runs standard operators alone. */
  readonly block: number | undefined;
  open(model: OnnxModel | Uint8Array): Promise<Session>;
}

/**
 * Starts the first provider that works.
 *
 * @throws ConvzooError `missing-package` or `runtime-unavailable` if none does, with the reason for each
 */
export async function startEngine({ providers, threads }: SessionOptions): Promise<Engine> {
  const wanted = providers ?? (await defaultProviders());
  const failures: ConvzooError[] = [];
  for (const provider of wanted) {
    try {
      if (!isWebProvider(provider)) return native(provider, threads);
      return { ...(await startWebEngine(provider, { threads })), block: undefined };
    } catch (error) {
      if (!ConvzooError.isInstance(error) || error.code === 'invalid-argument') throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (failures.length === 1) throw first;
  throw new ConvzooError(
    failures.every(({ code }) => code === 'missing-package') ? 'missing-package' : 'runtime-unavailable',
    {
      subject: 'ONNX Runtime',
      expected: `a provider that starts, of [${wanted.join(', ')}]`,
      found: failures.map(({ found }, i) => named(wanted[i]!, found)).join('; ') || 'an empty list',
      remedy: [...new Set(failures.flatMap(({ remedy }) => remedy ?? []))].join(' ') || 'Name a provider.',
      cause: failures,
    },
  );
}

function named(provider: string, found: string): string {
  return found.startsWith(`${provider}: `) ? found : `${provider}: ${found}`;
}

async function defaultProviders(): Promise<string[]> {
  if (!isWebProvider('webgpu')) return ['cpu', 'wasm'];
  return (await findAdapter())?.isHardware ? ['webgpu', 'wasm'] : ['wasm'];
}

function native(provider: string, threads: number | undefined): Engine {
  const runtime = loadOnnxRuntime();
  startProvider(runtime, [provider]);
  return {
    provider,
    name: `onnxruntime-node (${provider})`,
    version: runtime.version,
    block: nchwcBlockSize(runtime, provider),
    open: async (model) => {
      const session = createSession(runtime, model, {
        providers: [provider],
        ...(threads === undefined ? {} : { threads }),
      });
      return {
        inputs: session.inputMetadata,
        outputs: session.outputMetadata,
        run: async (feeds, output) => {
          const tensors = Object.entries(feeds).map(
            ([name, { data, shape }]) => [name, new runtime.Tensor('float32', data, shape)] as const,
          );
          const { data } = session.run(Object.fromEntries(tensors), { [output]: null }, {})[output]!;
          if (data instanceof Float32Array) return data;
          throw new TypeError(`${output} is not of type float32`);
        },
        dispose: () => session.dispose(),
      };
    },
  };
}
