import { styleText } from 'node:util';
import { Command } from 'commander';
import type { AddCommand, CommandContext } from './command.js';
import { addClassify } from './commands/classify.js';
import { addCluster } from './commands/cluster.js';
import { addCompletions } from './commands/completions.js';
import { addDoctor } from './commands/doctor.js';
import { addDownload } from './commands/download.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExplain } from './commands/explain.js';
import { addExport } from './commands/export.js';
import { addModels } from './commands/models.js';
import { addPush } from './commands/push.js';
import { addServe } from './commands/serve.js';
import { addSummary } from './commands/summary.js';
import { addTrain } from './commands/train.js';
import { withCommand } from './default-command.js';
import { type ExitCode, exitCodeOf } from './exit-code.js';
import { openTerminal, type Streams } from './terminal.js';
import { version } from './version.js';

/** In the order of the help: using a model, making one, looking at networks and engines. */
const commands: readonly AddCommand[] = [
  addClassify,
  addExplain,
  addEvaluate,
  addTrain,
  addExport,
  addServe,
  addCluster,
  addPush,
  addDownload,
  addModels,
  addSummary,
  addDoctor,
  addCompletions,
];

/** Runs one command line, without the program's name. */
export async function run(args: readonly string[], streams: Streams): Promise<ExitCode> {
  const terminal = openTerminal(streams);
  let outcome: ExitCode = 0;
  const program = new Command('convzoo')
    .description('Convolutional image classifiers: AlexNet, VGG, ResNet')
    .usage('[command] [options]\n       convzoo photo.jpg')
    .version(version())
    .exitOverride()
    .configureOutput({
      writeOut: terminal.help,
      writeErr: terminal.misuse,
      getOutHasColors: () => terminal.colors.out,
      getErrHasColors: () => false,
    })
    .configureHelp({
      styleTitle: (title) => styleText('bold', title, { validateStream: false }),
      styleCommandText: (text) => styleText('cyan', text, { validateStream: false }),
      styleSubcommandText: (text) => styleText('cyan', text, { validateStream: false }),
      styleOptionText: (text) => styleText('green', text, { validateStream: false }),
    })
    .hook('preAction', (_, command) => {
      terminal.configure(command.opts());
    });

  const context: CommandContext = {
    terminal,
    exit: (code) => {
      outcome = code;
    },
  };
  for (const add of commands) add(program, context);

  try {
    await program.parseAsync(withCommand(args, program), { from: 'user' });
    return outcome;
  } catch (error) {
    return exitCodeOf(error, terminal);
  } finally {
    terminal.progress.clear();
  }
}
