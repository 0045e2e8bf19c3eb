import { readFileSync } from 'node:fs';
import { ConvzooError } from '@convzoo/core';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { Command, CommanderError } from 'commander';
import { defaultBatch } from './classify-files.js';
import { classify } from './commands/classify.js';
import { evaluateCommand } from './commands/evaluate.js';
import { explain } from './commands/explain.js';
import { exportCommand } from './commands/export.js';
import { models } from './commands/models.js';
import { summary } from './commands/summary.js';
import { trainCommand } from './commands/train.js';
import type { Terminal } from './terminal.js';

/** What a command line ends with: 0 done, 1 failed, 2 misused, 130 stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Runs one command line, without the program's name. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  // Keeps TF.js from advertising other backends on the terminal.
  enableProdMode();
  let outcome: ExitCode = 0;
  const done = (all: boolean): void => {
    if (!all) outcome = 1;
  };
  const program = new Command('convzoo')
    .description('Convolutional image classifiers: AlexNet, VGG, ResNet')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: terminal.out, writeErr: terminal.err });

  program
    .command('models')
    .description('list every model with its size')
    .option('--json', 'print an array of rows')
    .action((flags) => models(flags, terminal));

  withModel(program.command('summary'))
    .description('list the layers of a model: output, parameters, multiply-adds, receptive field')
    .option('--classes <n>', 'number of classes')
    .option('--json', 'print an object with the rows')
    .action((flags) => summary(flags, terminal));

  const classifying = program
    .command('classify')
    .requiredOption(
      '--model <name>',
      'a name that `convzoo models` lists, or an .onnx file of `convzoo export`',
    )
    .option('--weights <source>', weightsHelp);
  withReading(withNetwork(classifying))
    .description('say what images show')
    .argument('<image...>', 'files, directories or globs')
    .option('--top <n>', 'print this many labels (default: 5, or all that hold for sigmoid and binary)')
    .option('--batch <n>', 'images computed at once, at most', String(defaultBatch))
    .option('--json', 'print an array of results')
    .action(async (images, flags) => done(await classify(images, flags, terminal)));

  withClassifier(program.command('explain'))
    .description('show what in images speaks for a class, as heatmaps')
    .argument('<image...>', 'files, directories or globs')
    .option('--method <names>', 'gradcam, layercam, scorecam, …, separated by commas', 'gradcam')
    .option('--class <name>', 'a class by name or index, or top3 (default: what the network decides)')
    .option('--tap <layer>', 'the layer to look at (default: the last convolution)')
    .option('--out <folder>', 'where the pictures and index.html go', 'explained')
    .action(async (images, flags) => done(await explain(images, flags, terminal)));

  withNetwork(program.command('train'))
    .description('train a model on a folder of images, a manifest or a known data set')
    .argument('[data]', 'a folder, a manifest (.csv, .jsonl), mnist-digits or digit-scenes')
    .requiredOption('--out <folder>', 'where checkpoints, logs, the model and the report go')
    .option('--config <file>', 'a JSON config; flags replace its fields')
    .option('--resume', 'go on where an interrupted run stopped')
    .option('--model <name>', 'a name that `convzoo models` lists')
    .option('--head <kind>', 'multi-class (default), multi-label or binary')
    .option('--class <name>', 'the class that a binary head decides on')
    .option('--balanced', 'weigh classes by how rare they are')
    .option('--weights <source>', 'where to start from (default: random weights)')
    .option('--epochs <n>', 'times through the data (default: 10)')
    .option('--batch <n>', 'images per step (default: 32)')
    .option('--learning-rate <rate>', 'the highest (default: 0.05)')
    .option('--augmentation <name>', 'none (default), crop, crop-flip, digits, imagenet, color or trivial')
    .option('--seed <n>', 'of weights, order, augmentation and dropout (default: 0)')
    .option('--strict', 'stop at an image that can’t be read')
    .option('--runtime <name>', 'auto, onnxruntime, tensorflow, wasm, …')
    .action(async (data, flags) => {
      if (!(await trainCommand(data, flags, terminal))) outcome = 130;
    });

  withReading(withNetwork(program.command('evaluate')))
    .description('measure a trained model on a data set')
    .argument('[data]', 'what `convzoo train` takes')
    .option('--config <file>', 'the config of a run, whose data, network and weights are taken')
    .option('--model <name>', 'a name that `convzoo models` lists')
    .option('--weights <source>', 'a file, a tag, a hub repository or a URL')
    .option('--batch <n>', 'images computed at once', '32')
    .option('--json', 'print an object')
    .action(async (data, flags) => done(await evaluateCommand(data, flags, terminal)));

  withClassifier(program.command('export'))
    .description('write a model as an ONNX file')
    .requiredOption('--out <file>', 'where the file goes')
    .option('--int8', 'quantize weights and activations to 8 bits')
    .option('--calibration <images>', 'files, a folder or a glob that int8 takes its ranges from')
    .action((flags) => exportCommand(flags, terminal));

  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome;
  } catch (error) {
    return exitCode(error, terminal);
  }
}

function withNetwork(command: Command): Command {
  return command
    .option('--size <pixels>', 'input size, such as 224 or 160x224 (height first)')
    .option('--channels <n>', 'input channels')
    .option('--width <factor>', 'factor on the number of channels')
    .option(
      '--option <name=value>',
      'a choice of the family, such as variant=v2; may be repeated',
      collect,
      [],
    );
}

function withModel(command: Command): Command {
  return withNetwork(command.requiredOption('--model <name>', 'a name that `convzoo models` lists'));
}

const weightsHelp = 'a file, a tag that `convzoo models` lists, a hub repository or a URL';

function withClassifier(command: Command): Command {
  return withReading(withModel(command).requiredOption('--weights <source>', weightsHelp));
}

/** How images become input, and logits labels. */
function withReading(command: Command): Command {
  return command
    .option('--head <kind>', 'softmax, sigmoid or binary (default: what the weights say, or softmax)')
    .option('--labels <file>', 'class names, one a line or a JSON array')
    .option('--preprocessing <name>', 'imagenet, imagenet-v2, cifar10, keras-caffe, keras-tf or a .json file')
    .option('--runtime <name>', 'auto, onnxruntime, tensorflow, wasm, …', 'auto');
}

function collect(value: string, values: readonly string[]): string[] {
  return [...values, value];
}

function exitCode(error: unknown, terminal: Terminal): ExitCode {
  // Commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (terminal.signal.aborted) {
    terminal.err('convzoo: stopped\n');
    return 130;
  }
  if (!ConvzooError.isInstance(error)) throw error;
  terminal.err(`convzoo: ${error.message}\n`);
  return 1;
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: { version: string } = JSON.parse(text);
  return manifest.version;
}
