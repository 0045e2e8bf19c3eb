/** One output tensor, in FP32. */
export interface OutputTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** Whether its values follow the JSON as bytes. */
  readonly binary: boolean;
}

export interface InferResponse {
  readonly body: Buffer;
  /** Bytes of the JSON, for the header `Inference-Header-Content-Length`; undefined for JSON alone. */
  readonly headerLength: number | undefined;
}

/** Formats the answer to an inference request of the Open Inference Protocol. */
export function formatInferResponse(
  model: string,
  id: string | undefined,
  outputs: readonly OutputTensor[],
): InferResponse {
  const header = Buffer.from(
    JSON.stringify({
      model_name: model,
      model_version: '1',
      ...(id === undefined ? {} : { id }),
      outputs: outputs.map(({ name, shape, values, binary }) => ({
        name,
        datatype: 'FP32',
        shape,
        ...(binary ? { parameters: { binary_data_size: values.byteLength } } : { data: [...values] }),
      })),
    }),
  );
  const binary = outputs.filter((output) => output.binary);
  const bytes = binary.map(({ values }) => Buffer.from(values.buffer, values.byteOffset, values.byteLength));
  return {
    body: Buffer.concat([header, ...bytes]),
    headerLength: binary.length === 0 ? undefined : header.length,
  };
}
