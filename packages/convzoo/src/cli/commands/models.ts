import { type AddCommand, computing, examples, withOutput } from '../command.js';

/** Adds `convzoo models`. */
export const addModels: AddCommand = (program, { terminal }) => {
  withOutput(program.command('models'), 'an array of rows')
    .description('list the models with their sizes and published weights')
    .addHelpText(
      'after',
      examples(
        ['convzoo models', 'a table'],
        ['convzoo models --json', 'for scripts'],
        ['convzoo models --quiet', 'the table alone'],
      ),
    )
    .action(async () => {
      const { models } = await computing(import('../actions/models.js'));
      await models(terminal);
    });
};
