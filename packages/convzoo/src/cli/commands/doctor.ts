import { type AddCommand, examples, withOutput } from '../command.js';

/** Adds `convzoo doctor`. */
export const addDoctor: AddCommand = (program, { terminal }) => {
  withOutput(program.command('doctor'), 'an object')
    .description('show which engines work here, on which device, how fast, and how to get the others')
    .addHelpText('after', examples(['convzoo doctor --json', 'for another program']))
    .action(async (flags) => {
      const { doctor } = await import('../actions/doctor.js');
      await doctor(flags, terminal);
    });
};
