import { type AddCommand, computing, examples, withOutput } from '../command.js';
import { count, list, whole } from '../flags.js';
import { modelHelp, runtimeHelp } from '../model-options.js';

/** Adds `convzoo serve`. */
export const addServe: AddCommand = (program, { terminal }) => {
  withOutput(program.command('serve'), 'the address and the model names on one line')
    .description('serve models over HTTP (Open Inference Protocol v2, and POST /classify)')
    .requiredOption(
      '--model <references>',
      `${modelHelp}; several with commas, name=reference names one`,
      list,
    )
    .option('--host <address>', 'address to listen on; 0.0.0.0 accepts other machines', '127.0.0.1')
    .option('--port <n>', '0 takes a free one', whole, 8080)
    .option('--max-batch <n>', 'maximum batch size', count, 8)
    .option('--max-delay <ms>', 'maximum time an image waits for its batch to fill', whole, 2)
    .option('--max-queue <n>', 'maximum number of queued images; further requests get 503', count, 256)
    .option('--runtime <name>', runtimeHelp)
    .addHelpText(
      'after',
      examples(
        ['convzoo serve --model run', 'a model that you trained'],
        ['convzoo serve --model birds=run,fast=model8.onnx', 'two models, with names'],
        ['convzoo serve --model run --port 0 --json', 'the address, for scripts'],
        ['convzoo serve --model run --quiet', 'without progress and hints'],
      ),
    )
    .action(async (flags) => {
      const { serveModels } = await computing(import('../actions/serve.js'));
      await serveModels(flags, terminal);
    });
};
