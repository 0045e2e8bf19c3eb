import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { count } from '../flags.js';
import { modelHelp, withNetwork } from '../model-options.js';

/** Adds `convzoo summary`. */
export const addSummary: AddCommand = (program, { terminal }) => {
  withNetwork(withOutput(program.command('summary'), 'an object with the rows'))
    .description('list the layers of a model: output, parameters, multiply-adds, receptive field')
    .requiredOption('--model <reference>', modelHelp)
    .option('--classes <n>', 'number of classes', count)
    .addHelpText(
      'after',
      examples(
        ['convzoo summary --model resnet50', 'as published'],
        ['convzoo summary --model vgg16 --size 64 --classes 10', 'for small images of ten classes'],
        ['convzoo summary --model resnet50 --json', 'for scripts'],
        ['convzoo summary --model timm/resnet50.a1_in1k --quiet', 'without download progress'],
      ),
    )
    .action(async (flags) => {
      const { summary } = await computing(import('../actions/summary.js'));
      await summary(flags, terminal);
    });
};
