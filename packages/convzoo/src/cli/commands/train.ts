import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { withNetwork } from '../model-options.js';
import { withConfigFlags } from '../train-flags.js';

/** Adds `convzoo train`. */
export const addTrain: AddCommand = (program, { terminal, exit }) => {
  const command = withNetwork(withOutput(program.command('train'), 'one line per epoch, then the metrics'))
    .description('train a model on a folder of images, a manifest or a built-in dataset')
    .argument('[data]', 'a folder, a manifest (.csv, .jsonl), mnist-digits or digit-scenes')
    .requiredOption('--out <folder>', 'folder for checkpoints, logs, the model and the report')
    .option('--config <file>', 'JSON config; flags override its fields')
    .option('--resume', 'resume an interrupted run');
  withConfigFlags(command)
    .addHelpText(
      'after',
      examples(
        ['convzoo train photos/ --model resnet18@imagenet1k_v1 --out run', 'fine-tune on your photos'],
        ['convzoo train --resume --out run', 'continue after an interruption'],
        ['convzoo train photos/ --model resnet18 --out run --json', 'one line per epoch, for scripts'],
        ['convzoo train photos/ --model resnet18 --out run --quiet', 'without progress and hints'],
      ),
    )
    .action(async (data, flags) => {
      const { trainModel } = await computing(import('../actions/train.js'));
      exit((await trainModel(data, flags, terminal)) ? 0 : 130);
    });
};
