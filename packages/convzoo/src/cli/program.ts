import { readFileSync } from 'node:fs';
import type { SplitName } from '@convzoo/data';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { Command, Option } from 'commander';
import { defaultBatch } from './classify-files.js';
import { classify } from './commands/classify.js';
import { evaluateCommand } from './commands/evaluate.js';
import { explain } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { models } from './commands/models.js';
import { summary } from './commands/summary.js';
import { trainCommand } from './commands/train.js';
import { withCommand } from './default-command.js';
import { type ExitCode, exitCodeOf } from './exit-code.js';
import { choices, count, headKind, list, positive, size } from './flags.js';
import { defaultModel } from './open-model.js';
import { openTerminal, type Streams } from './terminal.js';
import { withConfigFlags } from './train-flags.js';

/** Runs one command line, without the program's name. */
export async function run(args: readonly string[], streams: Streams): Promise<ExitCode> {
  // Keeps TF.js from advertising other backends on the terminal.
  enableProdMode();
  const terminal = openTerminal(streams);
  let outcome: ExitCode = 0;
  const done = (all: boolean): void => {
    if (!all) outcome = 1;
  };
  const program = new Command('convzoo')
    .description('Convolutional image classifiers: AlexNet, VGG, ResNet')
    .usage('[command] [options]\n       convzoo photo.jpg')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: terminal.help, writeErr: terminal.misuse });

  program
    .command('models')
    .description('list the models with their sizes and published weights')
    .option('--json', 'print an array of rows')
    .action((flags) => models(flags, terminal));

  withNetwork(program.command('summary'))
    .description('list the layers of a model: output, parameters, multiply-adds, receptive field')
    .requiredOption('--model <reference>', modelHelp)
    .option('--classes <n>', 'number of classes', count)
    .option('--json', 'print an object with the rows')
    .action((flags) => summary(flags, terminal));

  withModel(program.command('classify'))
    .description('classify images; `convzoo photo.jpg` is short for it')
    .argument('<image...>', 'files, directories or globs')
    .option('--top <n>', 'labels to print (default: 5, or those above the threshold)', count)
    .option('--batch <n>', 'images per batch, at most', count, defaultBatch)
    .option('--json', 'print an array of results')
    .action(async (images, flags) => done(await classify(images, flags, terminal)));

  withModel(program.command('explain'))
    .description('show which regions of an image speak for a class, as heatmaps')
    .argument('<image...>', 'files, directories or globs')
    .option('--method <names>', 'gradcam, layercam, scorecam, …, separated by commas', list)
    .option('--class <names>', 'classes by name or index, separated by commas, or top3 (default: predicted)')
    .option('--tap <layer>', 'layer to explain (default: the last convolution)')
    .option('--out <folder>', 'folder for the pictures and index.html', 'explained')
    .action(async (images, flags) => done(await explain(images, flags, terminal)));

  const train = withNetwork(program.command('train'))
    .description('train a model on a folder of images, a manifest or a known data set')
    .argument('[data]', 'a folder, a manifest (.csv, .jsonl), mnist-digits or digit-scenes')
    .requiredOption('--out <folder>', 'folder for checkpoints, logs, the model and the report')
    .option('--config <file>', 'JSON config; flags override its fields')
    .option('--resume', 'resume an interrupted run');
  withConfigFlags(train).action(async (data, flags) => {
    if (!(await trainCommand(data, flags, terminal))) outcome = 130;
  });

  withModel(program.command('evaluate'))
    .description('measure a model on a data set')
    .argument('[data]', 'a data set as for `convzoo train`, or the folder of a run')
    .addOption(
      new Option('--split <name>', 'images to measure on (default: test, or validation)').choices(splitNames),
    )
    .option('--batch <n>', 'images per batch', count, 32)
    .option('--json', 'print an object')
    .action(async (data, flags) => done(await evaluateCommand(data, flags, terminal)));

  withModel(program.command('export'))
    .description('write a model as an ONNX file')
    .requiredOption('--out <file>', 'where the file goes')
    .option('--int8', 'quantize weights and activations to 8 bits')
    .option('--calibration <images>', 'files, a folder or a glob to calibrate int8 with')
    .action((flags) => exportCommand(flags, terminal));

  try {
    await program.parseAsync(withCommand(args, program), { from: 'user' });
    return outcome;
  } catch (error) {
    return exitCodeOf(error, terminal);
  } finally {
    terminal.status('');
  }
}

const splitNames: readonly SplitName[] = ['train', 'validation', 'test'];
const modelHelp =
  'a name such as resnet50 or resnet50@imagenet1k_v2, a file, a folder, a URL, a hub repository or module#export';
const runtimeHelp = 'auto (default), onnxruntime, tensorflow, wasm, …';

/** What a model's file may not say of the network. */
function withNetwork(command: Command): Command {
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

/** A model with its weights, and what its file may not say. */
function withModel(command: Command): Command {
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

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: { version: string } = JSON.parse(text);
  return manifest.version;
}
