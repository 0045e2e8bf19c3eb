import type { Command } from 'commander';
import { defaultModel } from './defaults.js';
import { choices, count, headKind, positive, size } from './flags.js';

export const modelHelp =
  'a name such as resnet50 or resnet50@imagenet1k_v2, a file, a folder, a URL, a hub repository or module#export';
export const runtimeHelp = 'auto (default), onnxruntime, tensorflow, wasm, …';

/** Options of a network, for weights that do not state them. */
export function withNetwork(command: Command): Command {
  return command
    .option('--size <pixels>', 'input size, such as 224 or 160x224 (height first)', size)
    .option('--channels <n>', 'input channels', count)
    .option('--width <factor>', 'channel multiplier', positive)
    .option(
      '--option <name=value>',
      'options of the family, such as variant=v2, separated by commas',
      choices,
    );
}

/** A model with its weights, and what its file may not state. */
export function withModel(command: Command): Command {
  return withNetwork(command.option('--model <reference>', `${modelHelp} (default: ${defaultModel})`))
    .option(
      '--weights <source>',
      'weights, if the model names none: a file, a tag, a hub repository or a URL',
    )
    .option('--head <kind>', 'multi-class, multi-label or binary, if the weights do not say', headKind)
    .option('--labels <file>', 'class names, one per line or a JSON array, if the weights do not say')
    .option('--preprocessing <name>', 'imagenet, imagenet-v2, cifar10, keras-caffe, keras-tf or a .json file')
    .option('--runtime <name>', runtimeHelp);
}
