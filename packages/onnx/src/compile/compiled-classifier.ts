import {
  type Classifier,
  ConvzooError,
  classifierFromLogits,
  describedHead,
  type Head,
  type ModelDescription,
} from '@convzoo/core';
import type { CompiledModel, CompiledNetwork } from './compiled-model.js';

/** A classifier compiled for ONNX Runtime. `run` gives logits, as `logits` does. */
export interface CompiledClassifier extends Classifier, Omit<CompiledNetwork, 'inputShape' | 'dispose'> {}

/**
 * A compiled network with what its output means and what images it expects.
 *
 * @throws ConvzooError `invalid-model` or `classes-mismatch` if the description is that of another network
 */
export function asClassifier(
  network: CompiledModel,
  description: ModelDescription,
  head: Head = describedHead(description),
): CompiledClassifier {
  const { inputShape, outputShape, provider, engine, run, dispose } = network;
  const { name } = description.architecture;
  const [height, width, channels, ...more] = inputShape;
  if (height === undefined || width === undefined || channels === undefined || more.length > 0) {
    throw new ConvzooError('invalid-model', {
      subject: name,
      expected: 'an input of images, [batch, height, width, channels]',
      found: `[batch, ${inputShape.join(', ')}]`,
    });
  }
  if (outputShape.length !== 1 || outputShape[0] !== head.units) {
    throw new ConvzooError('classes-mismatch', {
      subject: name,
      expected: `logits [batch, ${head.units}] for the classes of its model description`,
      found: `[batch, ${outputShape.join(', ')}]`,
    });
  }
  const classifier = classifierFromLogits({
    head,
    inputShape: [height, width, channels],
    description,
    logits: run,
    dispose,
  });
  return Object.assign(classifier, { outputShape, provider, engine, run });
}
