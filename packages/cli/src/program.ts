import { readFileSync } from 'node:fs';
import { ConvzooError } from '@convzoo/core';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { Command, CommanderError } from 'commander';
import { classify } from './commands/classify.js';
import { explain } from './commands/explain.js';
import { models } from './commands/models.js';
import { summary } from './commands/summary.js';
import type { Terminal } from './terminal.js';

/** What a command line ends with: 0 done, 1 failed, 2 misused, 130 stopped by Ctrl-C. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Runs one command line, without the program's name. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  // Keeps TF.js from advertising other backends on the terminal.
  enableProdMode();
  let allDone = true;
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

  withClassifier(program.command('classify'))
    .description('say what images show')
    .argument('<image...>', 'files, directories or globs')
    .option('--top <n>', 'print this many labels (default: 5, or all that hold for sigmoid and binary)')
    .option('--batch <n>', 'images computed at once', '8')
    .option('--json', 'print an array of results')
    .action(async (images, flags) => {
      allDone = await classify(images, flags, terminal);
    });

  withClassifier(program.command('explain'))
    .description('show what in images speaks for a class, as heatmaps')
    .argument('<image...>', 'files, directories or globs')
    .option('--method <names>', 'gradcam, layercam, scorecam, …, separated by commas', 'gradcam')
    .option('--class <name>', 'a class by name or index, or top3 (default: what the network decides)')
    .option('--tap <layer>', 'the layer to look at (default: the last convolution)')
    .option('--out <folder>', 'where the pictures and index.html go', 'explained')
    .action(async (images, flags) => {
      allDone = await explain(images, flags, terminal);
    });

  try {
    await program.parseAsync(args, { from: 'user' });
    return allDone ? 0 : 1;
  } catch (error) {
    return exitCode(error, terminal);
  }
}

function withModel(command: Command): Command {
  return command
    .requiredOption('--model <name>', 'a name that `convzoo models` lists')
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

function withClassifier(command: Command): Command {
  return withModel(command)
    .requiredOption(
      '--weights <source>',
      'a file, a tag that `convzoo models` lists, a hub repository or a URL',
    )
    .option('--head <kind>', 'softmax, sigmoid or binary', 'softmax')
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
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const manifest: { version: string } = JSON.parse(text);
  return manifest.version;
}
