import type { StateDictNames } from '@convzoo/core';
import { kerasNetwork } from './keras.js';

/**
 * torchvision keeps the features in one numbered list: convolution, batch norm if there is one, ReLU,
 * and a pool after each block; and the dense layers in another. Without hidden ones, the last stands alone.
 */
export function stateDictNames(
  blocks: readonly (readonly number[])[],
  { normalized, hidden }: { normalized: boolean; hidden: boolean },
): StateDictNames {
  const modules = new Map([
    ['fc6', 'classifier.0'],
    ['fc7', 'classifier.3'],
    ['logits', hidden ? 'classifier.6' : 'classifier'],
  ]);
  let index = 0;
  blocks.forEach((block, b) => {
    block.forEach((_, c) => {
      const id = `${b + 1}_${c + 1}`;
      modules.set(`conv${id}`, `features.${index++}`);
      if (normalized) modules.set(`bn${id}`, `features.${index++}`);
      index++; // the ReLU
    });
    index++; // the pool
  });
  return {
    module: (layer) => modules.get(layer) ?? layer,
    canonicalKey,
    ...(normalized ? {} : { keras: () => kerasNetwork(blocks, hidden) }),
  };
}

/** timm names the dense layers after their place in its head. */
function canonicalKey(key: string): string {
  return key
    .replace(/^pre_logits\.fc1\./, 'classifier.0.')
    .replace(/^pre_logits\.fc2\./, 'classifier.3.')
    .replace(/^head\.fc\./, 'classifier.6.');
}
