import { type AddCommand, computing, examples, withImages, withOutput } from '../command.js';
import { list } from '../flags.js';
import { withModel } from '../model-options.js';

/** Adds `convzoo explain`. */
export const addExplain: AddCommand = (program, { terminal, exit }) => {
  withModel(
    withOutput(
      withImages(program.command('explain')),
      'an object with the predictions and the files written',
    ),
  )
    .description('show which regions of an image support a class, as heat maps')
    .option('--method <names>', 'gradcam, layercam, scorecam, …, separated by commas', list)
    .option('--class <names>', 'classes by name or index, separated by commas, or top3 (default: predicted)')
    .option('--tap <layer>', 'layer to explain (default: the last convolution)')
    .option('--out <folder>', 'folder for the pictures and index.html', 'explained')
    .addHelpText(
      'after',
      examples(
        ['convzoo explain cat.jpg', 'Grad-CAM of the predicted class'],
        ['convzoo explain cat.jpg --class top3 --method gradcam,layercam', 'three classes, two methods'],
        ['convzoo explain photos/ --model run --out why', 'a model that you trained'],
        ['convzoo explain photos/ --json', 'labels, probabilities and files, for scripts'],
        ['convzoo explain photos/ --quiet', 'without progress and hints'],
      ),
    )
    .action(async (images, flags) => {
      const { explain } = await computing(import('../actions/explain.js'));
      exit((await explain(images, flags, terminal)) ? 0 : 1);
    });
};
