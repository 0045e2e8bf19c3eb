import { type Command, Option } from 'commander';
import { type AddCommand, type CommandContext, computing, examples, withOutput } from '../command.js';
import { defaultBatch } from '../defaults.js';
import { count, list, positive } from '../flags.js';
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

const telemetryOption = (): Option =>
  new Option('--telemetry', 'traces and metrics by OpenTelemetry (npm install bullmq-otel)');

function addSubmit(cluster: Command, { terminal, exit }: CommandContext): void {
  withModel(withOutput(cluster.command('submit'), 'the progress of the run'))
    .description('divide images among workers, and wait for the results')
    .argument(
      '<source>',
      'a folder, a glob, a manifest (.csv, .jsonl), a list of paths and URLs (.txt), or s3://bucket/prefix',
    )
    .requiredOption('--out <folder>', 'folder shared by all machines, or s3://bucket/prefix, for the results')
    .option('--shard-size <n>', 'images per shard', count, 512)
    .option('--top <n>', 'labels per image (default: 5, or those above the threshold)', count)
    .addOption(
      new Option('--format <name>', 'JSON lines or Parquet').choices(['jsonl', 'parquet']).default('jsonl'),
    )
    .addOption(
      new Option('--explain <methods>', 'a sheet of heat maps for each shard: gradcam, layercam, …')
        .argParser(list)
        .conflicts('evaluate'),
    )
    .option('--class <names>', 'classes to explain, as `convzoo explain --class` takes them')
    .addOption(new Option('--detach', 'do not wait for the results').conflicts('evaluate'))
    .option('--evaluate', 'measure the model on a data set, as `convzoo evaluate` does')
    .addOption(redisOption())
    .addOption(telemetryOption())
    .addHelpText(
      'after',
      examples(
        ['convzoo cluster submit photos/ --model run --out results', 'a folder that all machines share'],
        ['convzoo cluster submit urls.txt --out results --detach', 'URLs, one per line'],
        ['convzoo cluster submit s3://photos/2026 --out s3://labels/2026', 'buckets, MinIO too'],
        ['convzoo cluster submit photos/ --out results --format parquet', 'for pandas, DuckDB, Spark'],
        [
          'convzoo cluster submit photos/ --out why --explain gradcam --shard-size 64',
          'heat maps, 64 to a page',
        ],
        ['convzoo cluster submit data/ --model run --evaluate --out scores', 'metrics instead of labels'],
      ),
    )
    .action(async (source, flags) => {
      const { submit } = await actions();
      exit((await submit(source, flags, terminal)) ? 0 : 1);
    });
}

function addWork(cluster: Command, { terminal }: CommandContext): void {
  withOutput(cluster.command('work'), 'one line per run and per shard')
    .description('process submitted runs until stopped')
    .requiredOption(
      '--allow <references>',
      `models that may run on this machine, separated by commas: ${modelHelp}`,
      list,
    )
    .option('--batch <n>', 'images per batch', count, defaultBatch)
    .option('--once', 'exit when no work is left')
    .option('--time-limit <seconds>', 'seconds that an image or a batch may take', positive, 300)
    .option('--runtime <name>', runtimeHelp)
    .addOption(redisOption())
    .addOption(telemetryOption())
    .addHelpText(
      'after',
      examples(
        ['convzoo cluster work --allow resnet50', 'until it is stopped'],
        ['convzoo cluster work --allow resnet50,run --once', 'two models, while there is work'],
        ['convzoo cluster work --allow run --redis rediss://me:secret@host:6380', 'a Redis elsewhere'],
      ),
    )
    .action(async (flags) => {
      const { work } = await actions();
      await work(flags, terminal);
    });
}

/** What can be done with a run. */
const controls = {
  pause: 'pause a run; workers finish their current shards',
  resume: 'resume a run, and retry failed shards',
  cancel: 'cancel a run; results that are written are kept',
} as const;

function addControls(cluster: Command, { terminal }: CommandContext): void {
  withOutput(cluster.command('status'), 'an array of runs')
    .description('show the progress of runs')
    .argument('[run]', 'run id (default: all active runs)')
    .addOption(redisOption())
    .addHelpText(
      'after',
      examples(
        ['convzoo cluster status', 'all active runs'],
        ['convzoo cluster status 0123456789ab --json', 'one of them, for scripts'],
      ),
    )
    .action(async (id, flags) => {
      const { status } = await actions();
      await status(id, flags, terminal);
    });
  for (const [name, description] of Object.entries(controls) as [keyof typeof controls, string][]) {
    withOutput(cluster.command(name), 'the progress of the run')
      .description(description)
      .argument('<run>', 'run id')
      .addOption(redisOption())
      .addHelpText(
        'after',
        examples([`convzoo cluster ${name} 0123456789ab`, 'the id that `convzoo cluster status` shows']),
      )
      .action(async (id, flags) => {
        const { control } = await actions();
        await control(name, id, flags, terminal);
      });
  }
}
