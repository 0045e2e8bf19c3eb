import { type AddCommand, examples, withOutput } from '../command.js';

/** Adds `convzoo doctor`. */
export const addDoctor: AddCommand = (program, { terminal }) => {
  withOutput(program.command('doctor'), 'an object')
    .description('show which engines work here, on which device, how fast, and how to get the others')
    .addHelpText(
      'after',
      examples(
        ['convzoo doctor', 'a table, and what to install'],
        ['convzoo doctor --json', 'for another program'],
        ['convzoo doctor --quiet', 'without progress'],
      ),
    )
    .action(async () => {
      const { doctor } = await import('../actions/doctor.js');
      await doctor(terminal);
    });
};
