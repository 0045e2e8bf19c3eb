/**
 * Columns A, B, D and E of table 1 in Simonyan & Zisserman 2014: for each of the five blocks, the
 * number of channels of its 3x3 convolutions. A 2x2 max pool ends each block.
 */
export const configurations = {
  vgg11: [[64], [128], [256, 256], [512, 512], [512, 512]],
  vgg13: [
    [64, 64],
    [128, 128],
    [256, 256],
    [512, 512],
    [512, 512],
  ],
  vgg16: [
    [64, 64],
    [128, 128],
    [256, 256, 256],
    [512, 512, 512],
    [512, 512, 512],
  ],
  vgg19: [
    [64, 64],
    [128, 128],
    [256, 256, 256, 256],
    [512, 512, 512, 512],
    [512, 512, 512, 512],
  ],
} as const;

export type VggName = keyof typeof configurations;
export type Blocks = readonly (readonly number[])[];
