import { Option } from 'commander';
import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { count } from '../flags.js';
import { withModel } from '../model-options.js';

/** Adds `convzoo evaluate`. */
export const addEvaluate: AddCommand = (program, { terminal, exit }) => {
  withModel(withOutput(program.command('evaluate'), 'an object'))
    .description('evaluate a model on a dataset')
    .argument('[data]', 'a dataset as for `convzoo train`, or a run folder')
    .addOption(
      new Option('--split <name>', 'split to evaluate (default: test, or validation)').choices([
        'train',
        'validation',
        'test',
      ]),
    )
    .option('--batch <n>', 'images per batch', count, 32)
    .addHelpText(
      'after',
      examples(
        ['convzoo evaluate run', 'a run, on images that it was not trained on'],
        ['convzoo evaluate photos/ --model run', 'a model that you trained, on other images'],
        ['convzoo evaluate photos/ --model model.onnx', 'the accuracy of an exported file'],
        ['convzoo evaluate run --json > metrics.json', 'for scripts'],
        ['convzoo evaluate run --quiet', 'without progress and hints'],
      ),
    )
    .action(async (data, flags) => {
      const { evaluateModel } = await computing(import('../actions/evaluate.js'));
      exit((await evaluateModel(data, flags, terminal)) ? 0 : 1);
    });
};
