import { type TensorFunction, trace } from '../backend/trace.js';
import { modelOf, sliceFor } from '../engine/program.js';
import type { WebEngine } from './engine.js';

/** A function of one tensor that runs without TF.js. */
export interface CompiledFunction {
  run(values: Float32Array): Promise<Float32Array>;
  dispose(): void;
}

/**
 * Compiles a function of one float32 tensor of a fixed shape, with the tensors that it uses as constants.
 *
 * @throws OnnxRuntimeError `invalid-model` if it reads the values of its input
 */
export async function compileFunction(
  engine: WebEngine,
  compute: TensorFunction,
  shape: readonly number[],
): Promise<CompiledFunction> {
  const { program, inputs, outputs } = trace(compute, [{ shape, dtype: 'float32' }], {});
  const slice = sliceFor(program, outputs);
  const weights = new Set(slice.inputs.filter((input) => !inputs.includes(input)));
  const session = await engine.open(modelOf(slice, program.names, weights));
  const [input, output] = [inputs[0]!, outputs[0]!].map((value) => program.names.get(value)!);
  return {
    run: (data) => session.run({ [input!]: { data, shape } }, output!),
    dispose: () => session.dispose(),
  };
}
