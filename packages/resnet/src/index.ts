export type { BlockStyle, Shortcut, Variant } from './blocks.js';
export {
  type ResNetOptions,
  resnet18,
  resnet20,
  resnet32,
  resnet34,
  resnet44,
  resnet50,
  resnet56,
  resnet101,
  resnet110,
  resnet152,
} from './resnet.js';
