import { type ClassifierBuilder } from '@convzoo/core';
/** MobileNetV2 (Sandler et al. 2018, https://arxiv.org/abs/1801.04381), as torchvision builds it. */
export declare const mobilenetV2: ClassifierBuilder;
//# sourceMappingURL=mobilenet.d.ts.map
