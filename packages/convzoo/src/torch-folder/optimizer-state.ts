import type { HostTensor, ImageClassifier, StateDict } from '@convzoo/core';
import { ConvzooError } from '@convzoo/core/errors';
import { torchLayout } from '@convzoo/core/state-dict';

/**
 * An optimizer's state under PyTorch's names and in its layouts: `momentum/conv1/kernel` becomes
 * `momentum/conv1.weight`.
 *
 * @throws ConvzooError `invalid-data` for state of a weight that the network does not have
 */
export function torchOptimizerState({ model, architecture }: ImageClassifier, state: StateDict): StateDict {
  const weights = new Map(model.weights.map((weight) => [weight.originalName, weight.shape as number[]]));
  return new Map(
    [...state].map(([key, tensor]) => {
      const slot = key.slice(0, key.indexOf('/'));
      const weight = key.slice(slot.length + 1);
      const shape = weights.get(weight);
      if (shape === undefined) throw unknownWeight(key);
      const [layer, role] = [
        weight.slice(0, weight.lastIndexOf('/')),
        weight.slice(weight.lastIndexOf('/') + 1),
      ];
      const layout = torchLayout(role, shape);
      const name = [architecture.stateDict.module(layer), layout.suffix].filter(Boolean).join('.');
      const inTorch: HostTensor =
        tensor.dtype === 'float32' && tensor.shape.length > 0
          ? { dtype: 'float32', shape: layout.shape, data: layout.toTorch(tensor.data) }
          : tensor;
      return [`${slot}/${name}`, inTorch];
    }),
  );
}

function unknownWeight(key: string): ConvzooError {
  return new ConvzooError('invalid-data', {
    subject: 'optimizer state',
    expected: 'state of the weights of the network',
    found: key,
  });
}
