import { Option } from 'commander';
import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { count } from '../flags.js';
import { withModel } from '../model-options.js';

/** Adds `convzoo evaluate`. */
export const addEvaluate: AddCommand = (program, { terminal, exit }) => {
  withModel(withOutput(program.command('evaluate'), 'an object'))
    .description('measure a model on a data set')
    .argument('[data]', 'a data set as for `convzoo train`, or the folder of a run')
    .addOption(
      new Option('--split <name>', 'images to measure on (default: test, or validation)').choices([
        'train',
        'validation',
        'test',
      ]),
    )
    .option('--batch <n>', 'images per batch', count, 32)
    .addHelpText(
      'after',
      examples(
        ['convzoo evaluate run', 'a run, on images that its training did not see'],
        ['convzoo evaluate photos/ --model run', 'a model that you trained, on other images'],
        ['convzoo evaluate photos/ --model model.onnx', 'what an exported file loses'],
        ['convzoo evaluate run --json > metrics.json', 'for another program'],
        ['convzoo evaluate run --quiet', 'without progress and advice'],
      ),
    )
    .action(async (data, flags) => {
      const { evaluateModel } = await computing(import('../actions/evaluate.js'));
      exit((await evaluateModel(data, flags, terminal)) ? 0 : 1);
    });
};
