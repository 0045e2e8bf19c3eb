import { type AddCommand, examples, withOutput } from '../command.js';

/** Adds `convzoo push`. */
export const addPush: AddCommand = (program, { terminal }) => {
  withOutput(program.command('push'), 'an object with the repository, the commit and the files')
    .description('publish a trained model on the Hugging Face hub, with a model card')
    .argument('<folder>', 'the folder of a run or of a saved model')
    .argument('<repository>', 'owner/name; created if it does not exist')
    .option('--private', 'make a new repository private')
    .option('--license <id>', 'license for the model card, such as mit or cc-by-4.0 (default: unknown)')
    .option('--branch <name>', 'branch to commit to (default: main)')
    .option('--message <text>', 'title of the commit')
    .option('--report', 'publish report.html too, which shows images of your data')
    .addHelpText(
      'after',
      `${examples(
        ['convzoo push run me/pets --license mit', 'publish a run'],
        ['convzoo push run me/pets --private', 'to a private repository'],
        ['convzoo push run me/pets --json', 'the commit, for scripts'],
        ['convzoo push run me/pets --quiet', 'without progress and hints'],
      )}

The token is taken from HF_TOKEN, or from a login with Hugging Face’s own tools, and goes to the hub alone
(HF_ENDPOINT names another one). Weights that arrived are not sent again after an interruption.`,
    )
    .action(async (folder, repository, flags) => {
      const { push } = await import('../actions/push.js');
      await push(folder, repository, flags, terminal);
    });
};
