import { type Block, basic, bottleneck, type Shortcut } from './blocks.js';

/** One row of a table: which block, how many in each stage, and the channels of the first stage. */
export interface Configuration {
  readonly block: Block;
  readonly blocks: readonly number[];
  readonly filters: number;
  readonly defaults: { readonly stem: 'imagenet' | 'cifar'; readonly shortcut: Shortcut };
}

export type ResNetName = `resnet${18 | 34 | 50 | 101 | 152 | 20 | 32 | 44 | 56 | 110}`;

const imagenet = { filters: 64, defaults: { stem: 'imagenet', shortcut: 'projection' } } as const;
const cifar = { block: basic, filters: 16, defaults: { stem: 'cifar', shortcut: 'identity' } } as const;

/** Table 1 of He et al. 2015, and section 4.2: CIFAR nets of depth 6n + 2 with three stages of n blocks. */
export const configurations: Readonly<Record<ResNetName, Configuration>> = {
  resnet18: { ...imagenet, block: basic, blocks: [2, 2, 2, 2] },
  resnet34: { ...imagenet, block: basic, blocks: [3, 4, 6, 3] },
  resnet50: { ...imagenet, block: bottleneck, blocks: [3, 4, 6, 3] },
  resnet101: { ...imagenet, block: bottleneck, blocks: [3, 4, 23, 3] },
  resnet152: { ...imagenet, block: bottleneck, blocks: [3, 8, 36, 3] },
  resnet20: { ...cifar, blocks: [3, 3, 3] },
  resnet32: { ...cifar, blocks: [5, 5, 5] },
  resnet44: { ...cifar, blocks: [7, 7, 7] },
  resnet56: { ...cifar, blocks: [9, 9, 9] },
  resnet110: { ...cifar, blocks: [18, 18, 18] },
};
