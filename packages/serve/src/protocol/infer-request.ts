import { ConvzooError, describe } from '@convzoo/core/errors';
import { parseJson } from '@convzoo/core/json';
import * as v from 'valibot';

const parameters = v.optional(v.record(v.string(), v.unknown()), {});

const requestSchema = v.object({
  id: v.optional(v.string()),
  parameters,
  inputs: v.array(
    v.object({
      name: v.string(),
      datatype: v.string(),
      shape: v.array(v.pipe(v.number(), v.safeInteger(), v.minValue(1))),
      data: v.optional(v.array(v.unknown())),
      parameters,
    }),
  ),
  outputs: v.optional(v.array(v.object({ name: v.string(), parameters }))),
});

type RawRequest = v.InferOutput<typeof requestSchema>;
type RawInput = RawRequest['inputs'][number];

export interface RequestedOutput {
  readonly name: string;
  /** Whether its values follow the JSON as bytes. */
  readonly binary: boolean;
}

export interface InferRequest {
  readonly id: string | undefined;
  /** Preprocessed images, one after the other. */
  readonly images: Float32Array;
  /** Outputs in the order in which they are wanted; undefined for all of them. */
  readonly outputs: readonly RequestedOutput[] | undefined;
  /** Whether outputs that are not listed come as bytes. */
  readonly binary: boolean;
}

/**
 * Reads an inference request of the Open Inference Protocol: JSON, perhaps followed by the bytes of its tensors.
 *
 * @param headerLength Bytes of the JSON, from the header `Inference-Header-Content-Length`; undefined for JSON alone.
 * @param shape Shape of one image.
 * @throws ConvzooError `invalid-data`, `invalid-shape`, or `unknown-name` for an input of another name
 */
export function parseInferRequest(
  body: Uint8Array,
  headerLength: number | undefined,
  inputName: string,
  shape: readonly number[],
): InferRequest {
  const json = decodeJson(body.subarray(0, headerLength ?? body.length));
  const checked = v.safeParse(requestSchema, json);
  if (!checked.success) {
    const [issue] = checked.issues;
    throw invalid(v.getDotPath(issue) ?? 'the request', issue.expected ?? 'another value', issue.received);
  }
  const { id, inputs, outputs, parameters } = checked.output;
  const [input, ...others] = inputs;
  if (input === undefined || others.length > 0) throw invalid('inputs', 'one tensor', `${inputs.length}`);
  if (input.name !== inputName) {
    throw new ConvzooError('unknown-name', {
      subject: 'input',
      expected: `"${inputName}"`,
      found: describe(input.name),
    });
  }
  return {
    id,
    images: valuesOf(input, body.subarray(headerLength ?? body.length), shape),
    outputs: outputs?.map(({ name, parameters: own }) => ({ name, binary: own.binary_data === true })),
    binary: parameters.binary_data_output === true,
  };
}

function valuesOf(
  input: RawInput,
  bytes: Uint8Array,
  [height, width, channels]: readonly number[],
): Float32Array {
  const { datatype, shape, data, parameters } = input;
  if (datatype !== 'FP32') throw invalid(`datatype of ${input.name}`, '"FP32"', `"${datatype}"`);
  const [count = 0, ...image] = shape;
  if (image.length !== 3 || image.some((side, i) => side !== [height, width, channels][i])) {
    throw new ConvzooError('invalid-shape', {
      subject: `shape of ${input.name}`,
      expected: `[images, ${height}, ${width}, ${channels}]`,
      found: `[${shape.join(', ')}]`,
    });
  }
  const length = count * image.reduce((product, side) => product * side, 1);
  const size = parameters.binary_data_size;
  if (size === undefined) {
    const given: readonly unknown[] = (data ?? []).flat(Infinity);
    const values = Float32Array.from(given.filter((value) => typeof value === 'number'));
    const usable = given.length === length && values.length === length && values.every(Number.isFinite);
    if (usable) return values;
    throw invalid(`data of ${input.name}`, `${length} finite numbers`, `${given.length} values`);
  }
  if (size !== length * 4 || bytes.length !== size) {
    throw invalid(`data of ${input.name}`, `${length * 4} bytes`, `${bytes.length} bytes`);
  }
  const values = new Float32Array(Uint8Array.from(bytes).buffer);
  if (values.every(Number.isFinite)) return values;
  throw invalid(`data of ${input.name}`, 'finite numbers', 'infinities or NaN');
}

function decodeJson(bytes: Uint8Array): unknown {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new ConvzooError('invalid-data', {
      subject: 'the request',
      expected: 'JSON',
      found: cause instanceof Error ? cause.message : 'other bytes',
      cause,
    });
  }
}

function invalid(subject: string, expected: string, found: string): ConvzooError {
  return new ConvzooError('invalid-data', { subject, expected, found });
}
