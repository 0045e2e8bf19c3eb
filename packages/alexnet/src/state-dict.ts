import type { StateDictNames } from '@convzoo/core';

/** torchvision's places of the layers in its two numbered lists. */
const modules: Readonly<Record<string, string>> = {
  conv1: 'features.0',
  conv2: 'features.3',
  conv3: 'features.6',
  conv4: 'features.8',
  conv5: 'features.10',
  fc6: 'classifier.1',
  fc7: 'classifier.4',
  logits: 'classifier.6',
};

export const canonicalNames: StateDictNames = { module: (layer) => modules[layer] ?? layer };
