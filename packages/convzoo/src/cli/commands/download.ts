import { Option } from 'commander';
import { type AddCommand, computing, examples, withOutput } from '../command.js';

/** Adds `convzoo download`. */
export const addDownload: AddCommand = (program, { terminal }) => {
  withOutput(program.command('download'), 'an object, or with --list an array of what is in the cache')
    .description('download weights for later, list the downloaded ones, or delete them')
    .argument('[model...]', 'models to download, such as resnet50 or timm/resnet50.a1_in1k')
    .option('--list', 'list what is in the cache')
    .addOption(
      new Option('--clear', 'delete weights: those named, or all that convzoo alone uses').conflicts('list'),
    )
    .addHelpText(
      'after',
      examples(
        ['convzoo download resnet50 vgg16', 'two models, to use without a connection'],
        ['convzoo download --list', 'what is in the cache, and how large it is'],
        ['convzoo download --clear timm/resnet50.a1_in1k', 'delete one'],
        ['convzoo download --list --json', 'for another program'],
        ['convzoo download resnet50 --quiet', 'without progress and advice'],
      ),
    )
    .action(async (models, flags) => {
      const { download } = await computing(import('../actions/download.js'));
      await download(models, flags, terminal);
    });
};
