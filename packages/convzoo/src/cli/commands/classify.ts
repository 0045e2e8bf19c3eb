import { type AddCommand, computing, examples, withImages, withOutput } from '../command.js';
import { defaultBatch } from '../defaults.js';
import { count } from '../flags.js';
import { withModel } from '../model-options.js';

/** Adds `convzoo classify`. */
export const addClassify: AddCommand = (program, { terminal, exit }) => {
  withModel(withOutput(withImages(program.command('classify')), 'an array of results'))
    .description('classify images; `convzoo photo.jpg` is shorthand for it')
    .option('--top <n>', 'labels to print (default: 5, or those above the threshold)', count)
    .option('--batch <n>', 'maximum images per batch', count, defaultBatch)
    .addHelpText(
      'after',
      examples(
        ['convzoo cat.jpg', 'the five best labels of ResNet-50'],
        ['convzoo classify photos/ --model run --top 1', 'a folder, with a model that you trained'],
        ['convzoo classify *.jpg --json > labels.json', 'for scripts'],
        ['convzoo classify photos/ --quiet > labels.txt', 'without progress and hints'],
        ['curl -s URL | convzoo -', 'an image from standard input'],
        ['find . -name "*.jpg" | convzoo classify --files-from -', 'names from standard input'],
      ),
    )
    .action(async (images, flags) => {
      const { classify } = await computing(import('../actions/classify.js'));
      exit((await classify(images, flags, terminal)) ? 0 : 1);
    });
};
