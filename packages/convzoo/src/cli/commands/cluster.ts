import { type Command, Option } from 'commander';
import { type AddCommand, type CommandContext, computing, examples, withOutput } from '../command.js';
import { defaultBatch } from '../defaults.js';
import { count, list } from '../flags.js';
import { modelHelp, runtimeHelp, withModel } from '../model-options.js';

/** Adds `convzoo cluster` and its commands. */
export const addCluster: AddCommand = (program, context) => {
  const cluster = program
    .command('cluster')
    .description('classify millions of images on many machines (BullMQ and Redis)')
    .addHelpText(
      'after',
      examples(
        ['convzoo cluster work --allow resnet50', 'on any number of machines'],
        ['convzoo cluster submit photos/ --model resnet50 --out results', 'once, on one of them'],
      ),
    );
  addSubmit(cluster, context);
  addWork(cluster, context);
  addControls(cluster, context);
};

/** What the commands do. */
const actions = () => computing(import('../actions/cluster.js'));

const redisOption = (): Option =>
  new Option('--redis <url>', 'Redis or Valkey, such as rediss://user:password@host:6380')
    .env('CONVZOO_REDIS')
    .default('redis://127.0.0.1:6379');

function addSubmit(cluster: Command, { terminal, exit }: CommandContext): void {
  withModel(withOutput(cluster.command('submit'), 'how far the run has come'))
    .description('divide images among workers, and wait for the results')
    .argument('<source>', 'a folder, a glob, a manifest (.csv, .jsonl) or a list of paths and URLs (.txt)')
    .requiredOption('--out <folder>', 'where the results go, which all machines share')
    .option('--shard-size <n>', 'images per shard', count, 512)
    .option('--top <n>', 'labels per image (default: 5, or those above the threshold)', count)
    .option('--detach', 'do not wait for the results')
    .addOption(redisOption())
    .addHelpText(
      'after',
      examples(
        ['convzoo cluster submit photos/ --model run --out results', 'a folder that all machines share'],
        ['convzoo cluster submit urls.txt --out results --detach', 'addresses, one a line'],
      ),
    )
    .action(async (source, flags) => {
      const { submit } = await actions();
      exit((await submit(source, flags, terminal)) ? 0 : 1);
    });
}

function addWork(cluster: Command, { terminal }: CommandContext): void {
  withOutput(cluster.command('work'), 'a line for each run and each shard')
    .description('work on what is submitted, until it is stopped')
    .requiredOption(
      '--allow <references>',
      `models that may run here: ${modelHelp}; several with commas`,
      list,
    )
    .option('--batch <n>', 'images per batch', count, defaultBatch)
    .option('--once', 'stop when nothing is left to do')
    .option('--runtime <name>', runtimeHelp)
    .addOption(redisOption())
    .action(async (flags) => {
      const { work } = await actions();
      await work(flags, terminal);
    });
}

/** What can be done with a run. */
const controls = {
  pause: 'let workers finish their shards and take no others of a run',
  resume: 'go on with a run, and try shards again that failed',
  cancel: 'end a run; results that are written stay',
} as const;

function addControls(cluster: Command, { terminal }: CommandContext): void {
  withOutput(cluster.command('status'), 'an array of runs')
    .description('how far runs have come')
    .argument('[run]', 'its id (default: all that go on)')
    .addOption(redisOption())
    .action(async (id, flags) => {
      const { status } = await actions();
      await status(id, flags, terminal);
    });
  for (const [name, description] of Object.entries(controls) as [keyof typeof controls, string][]) {
    withOutput(cluster.command(name), 'how far the run has come')
      .description(description)
      .argument('<run>', 'its id')
      .addOption(redisOption())
      .action(async (id, flags) => {
        const { control } = await actions();
        await control(name, id, flags, terminal);
      });
  }
}
