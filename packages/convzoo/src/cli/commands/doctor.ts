import { type AddCommand, examples, withOutput } from '../command.js';

/** Adds `convzoo doctor`. */
export const addDoctor: AddCommand = (program, { terminal }) => {
  withOutput(program.command('doctor'), 'an object')
    .description(
      'show which engines work on this machine, on which device and how fast, and how to install the others',
    )
    .addHelpText(
      'after',
      examples(
        ['convzoo doctor', 'a table, and commands to install what is missing'],
        ['convzoo doctor --json', 'for scripts'],
        ['convzoo doctor --quiet', 'without progress'],
      ),
    )
    .action(async () => {
      const { doctor } = await import('../actions/doctor.js');
      await doctor(terminal);
    });
};
