import { ConvzooError } from '@convzoo/core';
import { sizeOf } from '../engine/value.js';
import { type Exportable, exportModel } from '../export/export-model.js';
import type { OnnxModel, OnnxValueInfo } from '../model/model.js';
import { loadOnnxRuntime } from '../runtime/binding.js';
import { startProvider } from '../runtime/providers.js';
import { createSession } from '../runtime/session.js';

export interface CompileOptions {
  /** Execution providers in order of preference; the first that starts is used. Default `['cpu']`. */
  readonly providers?: readonly string[];
  /** Threads of one operator. Default: as ONNX Runtime decides. */
  readonly threads?: number;
}

/** A model with one input and one output, ready to run without TF.js. */
export interface CompiledModel {
  /** Shape of one image: what the input has behind the batch. */
  readonly inputShape: readonly number[];
  /** Shape of the result for one image. */
  readonly outputShape: readonly number[];
  readonly provider: string;
  /**
   * Runs a batch.
   *
   * @param images The images one after the other, `[batch, ...inputShape]`.
   * @returns `[batch, ...outputShape]`, an array of its own.
   * @throws ConvzooError `invalid-shape` if there is no whole number of images.
   */
  predict(images: Float32Array): Float32Array;
  /** Frees the weights. */
  dispose(): void;
}

/**
 * Compiles a model for inference at ONNX Runtime's full speed: its weights are arranged ahead of time, and TF.js
 * is not involved any more.
 *
 * @throws ConvzooError `invalid-model` if it can't be exported (see `exportOnnx`) or has not one input and one
 *   output, `runtime-unavailable` if no provider starts.
 */
export async function compile(source: Exportable, options: CompileOptions = {}): Promise<CompiledModel> {
  return compileModel(await exportModel(source), options);
}

/** Compiles an ONNX model whose input and output begin with the batch. */
export function compileModel(
  model: OnnxModel,
  { providers = ['cpu'], threads }: CompileOptions = {},
): CompiledModel {
  const [input, output] = [only(model.inputs, 'input'), only(model.outputs, 'output')];
  const runtime = loadOnnxRuntime();
  const provider = startProvider(runtime, providers);
  const session = createSession(runtime, model, {
    providers: [provider],
    ...(threads === undefined ? {} : { threads }),
  });
  const inputShape = sizesBehindBatch(input);
  const outputShape = sizesBehindBatch(output);
  const imageSize = sizeOf(inputShape);
  return {
    inputShape,
    outputShape,
    provider,
    predict(images) {
      const batch = images.length / imageSize;
      if (!Number.isInteger(batch) || batch === 0) {
        throw new ConvzooError('invalid-shape', {
          subject: 'predict',
          expected: `a multiple of ${imageSize} numbers, which make an image of [${inputShape}]`,
          found: `${images.length} numbers`,
        });
      }
      const feed = new runtime.Tensor('float32', images, [batch, ...inputShape]);
      const { data } = session.run({ [input.name]: feed }, { [output.name]: null }, {})[output.name]!;
      if (data instanceof Float32Array) return data;
      throw new TypeError(`${output.name} is not of type float32`);
    },
    dispose: () => session.dispose(),
  };
}

function only(types: readonly OnnxValueInfo[], role: string): OnnxValueInfo {
  const [type] = types;
  if (types.length === 1 && type?.dtype === 'float32' && typeof type.shape?.[0] === 'string') return type;
  throw new ConvzooError('invalid-model', {
    subject: 'compile',
    expected: `one ${role} of type float32 that begins with the batch`,
    found: types.map(({ name, dtype, shape }) => `${name}: ${dtype} [${shape}]`).join('; ') || 'none',
  });
}

function sizesBehindBatch({ name, shape }: OnnxValueInfo): number[] {
  return (shape ?? []).slice(1).map((size) => {
    if (typeof size === 'number') return size;
    throw new ConvzooError('invalid-model', {
      subject: `compile: ${name}`,
      expected: 'only its first size to vary',
      found: `[${shape}]`,
    });
  });
}
