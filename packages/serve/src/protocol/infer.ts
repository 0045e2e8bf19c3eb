import { ConvzooError } from '@convzoo/core';
import { describe, didYouMean } from '@convzoo/core/errors';
import { probabilities, type ServedModel } from '../models/served-model.js';
import { parseInferRequest } from './infer-request.js';
import { formatInferResponse, type InferResponse } from './infer-response.js';
import { inputName, outputNames } from './metadata.js';

/** Answers one inference request. Throws what reading it and running the model do. */
export async function infer(
  name: string,
  model: ServedModel,
  body: Uint8Array,
  headerLength: number | undefined,
): Promise<InferResponse> {
  const request = parseInferRequest(body, headerLength, inputName, model.inputShape);
  const wanted =
    request.outputs?.map(({ name: output, binary }) => ({ name: knownOutput(output), binary })) ??
    outputNames.map((output) => ({ name: output, binary: request.binary }));
  const logits = await model.logits(request.images);
  const shape = [logits.length / model.servable.head.units, model.servable.head.units];
  const values = { logits, probabilities: await probabilities(model.servable, logits) };
  const outputs = wanted.map((output) => ({ ...output, shape, values: values[output.name] }));
  return formatInferResponse(name, request.id, outputs);
}

function knownOutput(name: string): (typeof outputNames)[number] {
  const known = outputNames.find((output) => output === name);
  if (known !== undefined) return known;
  throw new ConvzooError('unknown-name', {
    subject: 'output',
    expected: outputNames.join(' or '),
    found: describe(name),
    remedy: didYouMean(name, outputNames),
  });
}
