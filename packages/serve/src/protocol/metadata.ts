import type { ServedModel } from '../models/served-model.js';

/** Names of a model's tensors in the protocol. */
export const inputName = 'images';
export const outputNames = ['logits', 'probabilities'] as const;

/** `GET /v2`. */
export function serverMetadata(version: string): object {
  return { name: 'convzoo', version, extensions: ['binary_tensor_data', 'model_repository'] };
}

/** `GET /v2/models/NAME`; beside the protocol's fields, what the head says and how images become input. */
export function modelMetadata(name: string, { servable, inputShape }: ServedModel): object {
  const { head, preprocessing } = servable;
  return {
    name,
    versions: ['1'],
    platform: 'convzoo',
    inputs: [{ name: inputName, datatype: 'FP32', shape: [-1, ...inputShape] }],
    outputs: outputNames.map((output) => ({ name: output, datatype: 'FP32', shape: [-1, head.units] })),
    parameters: { head: head.kind, classes: head.classes, preprocessing },
  };
}
