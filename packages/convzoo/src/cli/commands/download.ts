import { Option } from 'commander';
import { type AddCommand, examples, withOutput } from '../command.js';

/** Adds `convzoo download`. */
export const addDownload: AddCommand = (program, { terminal }) => {
  withOutput(program.command('download'), 'an object, or with --list an array of the cached weights')
    .description('download weights for later, list the downloaded ones, or delete them')
    .argument('[model...]', 'models to download, such as resnet50 or timm/resnet50.a1_in1k')
    .option('--list', 'list the cached weights')
    .addOption(
      new Option('--clear', 'delete the named weights, or all that only convzoo uses').conflicts('list'),
    )
    .addHelpText(
      'after',
      examples(
        ['convzoo download resnet50 vgg16', 'two models, for use offline'],
        ['convzoo download --list', 'the cached weights and their sizes'],
        ['convzoo download --clear timm/resnet50.a1_in1k', 'delete one'],
        ['convzoo download --list --json', 'for scripts'],
        ['convzoo download resnet50 --quiet', 'without progress and hints'],
      ),
    )
    .action(async (models, flags) => {
      const { download } = await import('../actions/download.js');
      await download(models, flags, terminal);
    });
};
