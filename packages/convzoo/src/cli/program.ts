import { readFileSync } from 'node:fs';
import { enableProdMode } from '@tensorflow/tfjs-core';
import { Command } from 'commander';
import type { AddCommand, CommandContext } from './command.js';
import { addClassify } from './commands/classify.js';
import { addEvaluate } from './commands/evaluate.js';
import { addExplain } from './commands/explain.js';
import { addExport } from './commands/export.js';
import { addModels } from './commands/models.js';
import { addSummary } from './commands/summary.js';
import { addTrain } from './commands/train.js';
import { withCommand } from './default-command.js';
import { type ExitCode, exitCodeOf } from './exit-code.js';
import { openTerminal, type Streams } from './terminal.js';

/** In the order of the help: using a model, making one, looking at networks. */
const commands: readonly AddCommand[] = [
  addClassify,
  addExplain,
  addEvaluate,
  addTrain,
  addExport,
  addModels,
  addSummary,
];

/** Runs one command line, without the program's name. */
export async function run(args: readonly string[], streams: Streams): Promise<ExitCode> {
  // Keeps TF.js from advertising other backends on the terminal.
  enableProdMode();
  const terminal = openTerminal(streams);
  let outcome: ExitCode = 0;
  const program = new Command('convzoo')
    .description('Convolutional image classifiers: AlexNet, VGG, ResNet')
    .usage('[command] [options]\n       convzoo photo.jpg')
    .version(version())
    .exitOverride()
    .configureOutput({ writeOut: terminal.help, writeErr: terminal.misuse });

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
    terminal.status('');
  }
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: { version: string } = JSON.parse(text);
  return manifest.version;
}
