import type { KerasLayer, KerasNetwork } from '@convzoo/core';
import { kerasCaffePreprocessing } from '@convzoo/core/preprocess';

/** `VGG16` and `VGG19` of Keras Applications, with their two hidden dense layers if `hidden`. */
export function kerasNetwork(blocks: readonly (readonly number[])[], hidden: boolean): KerasNetwork {
  const convolutions = blocks.flatMap((block, b) =>
    block.map((_, c) => named(`block${b + 1}_conv${c + 1}`, 'conv2d', `conv${b + 1}_${c + 1}`)),
  );
  return {
    layers: new Map([
      ...convolutions,
      ...(hidden ? [named('fc1', 'dense', 'fc6'), named('fc2', 'dense', 'fc7')] : []),
      named('predictions', 'dense', 'logits'),
    ]),
    preprocessing: kerasCaffePreprocessing,
  };
}

function named(name: string, kind: KerasLayer['kind'], layer: string): [string, KerasLayer] {
  return [name, { kind, layer }];
}
