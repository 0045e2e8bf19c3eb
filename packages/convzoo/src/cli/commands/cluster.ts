import type { RunStatus } from '@convzoo/cluster';
import type { Command } from 'commander';
import { clusterModel, hashOfModel } from '../cluster/cluster-model.js';
import { redisOption, withCluster } from '../cluster/load-cluster.js';
import { averageSpeed, describeProgress, speedometer } from '../cluster/progress.js';
import { type AddCommand, type CommandContext, examples, withOutput } from '../command.js';
import { count, list } from '../flags.js';
import { modelHelp, runtimeHelp, withModel } from '../model-options.js';
import { defaultModel, type ModelFlags, openModel, openReference } from '../open-model.js';
import type { Terminal } from '../terminal.js';

interface SubmitFlags extends ModelFlags {
  readonly redis: string;
  readonly out: string;
  readonly shardSize: number;
  readonly top?: number;
  readonly detach?: boolean;
  readonly json?: boolean;
}

/**
 * `convzoo cluster submit`: divides images among workers, and waits for the results.
 *
 * @returns whether all images were classified, as far as it waited
 */
async function submit(source: string, flags: SubmitFlags, terminal: Terminal): Promise<boolean> {
  const { redis, out, shardSize, detach } = flags;
  const model = await openModel(flags, terminal);
  const top = flags.top ?? (model.head.kind === 'multi-class' ? 5 : undefined);
  const hash = await hashOfModel(model);
  model.dispose();
  return await withCluster(redis, async (cluster) => {
    const speed = speedometer();
    const status = await cluster.submit({
      model: { name: flags.model ?? defaultModel, hash },
      source,
      out,
      shardSize,
      top,
      detach,
      onProgress: (now) => terminal.status(describeProgress(now, speed(now))),
      signal: terminal.signal,
    });
    terminal.status('');
    if (flags.json === true) terminal.json(status);
    else if (detach === true && status.state === 'running') {
      terminal.line(`run ${status.run.id}: ${status.run.images} images are in the queue`);
      terminal.next([`convzoo cluster status ${status.run.id}`, 'how far it has come']);
    } else terminal.line(`run ${status.run.id}: ${describeProgress(status, averageSpeed(status))}`);
    if (detach === true) return status.state !== 'failed';
    return status.state === 'done' && status.errors === 0;
  });
}

interface WorkFlags {
  readonly redis: string;
  readonly allow: readonly string[];
  readonly batch: number;
  readonly once?: boolean;
  readonly runtime?: string;
}

/** `convzoo cluster work`: works on shards until it is stopped. */
async function work(
  { redis, allow, batch, once, runtime = 'auto' }: WorkFlags,
  terminal: Terminal,
): Promise<void> {
  await withCluster(redis, async (cluster) => {
    const models = [];
    for (const reference of allow) {
      models.push(await clusterModel(await openReference(reference, { runtime, batch }, terminal)));
    }
    terminal.note(`working with ${allow.join(', ')}`);
    let images = 0;
    await cluster.work({
      models,
      batch,
      once,
      signal: terminal.signal,
      onEvent: (event) => {
        const { run, kind } = event;
        const name = `run ${run.id} (${run.source} by ${run.model.name})`;
        if (kind === 'run') terminal.note(`${name}: ${run.images} images in all`);
        if (kind === 'refused') terminal.note(`${name}: left alone, as its model is none of --allow`);
        if (kind === 'failed') terminal.problem(`${name}: ${event.error.message}`);
        if (kind === 'shard') images += event.images;
        terminal.status(`${images} images so far`);
      },
    });
    for (const { dispose } of models) dispose();
  });
}

interface StatusFlags {
  readonly redis: string;
  readonly json?: boolean;
}

/** `convzoo cluster status`: how far runs have come. */
async function status(
  id: string | undefined,
  { redis, json }: StatusFlags,
  terminal: Terminal,
): Promise<void> {
  await withCluster(redis, async (cluster) => {
    const runs = id === undefined ? await cluster.runs() : [await cluster.status(id)];
    if (json === true) return terminal.json(runs);
    for (const one of runs) terminal.line(...describeRun(one));
    if (runs.length === 0) terminal.note('no run goes on');
  });
}

function describeRun(run: RunStatus): string[] {
  const { id, source, model, out } = run.run;
  return [`run ${id} (${source} by ${model.name}, to ${out}): `, describeProgress(run, averageSpeed(run))];
}

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
    .action(async (source, flags) => exit((await submit(source, flags, terminal)) ? 0 : 1));
}

function addWork(cluster: Command, { terminal }: CommandContext): void {
  cluster
    .command('work')
    .description('work on what is submitted, until it is stopped')
    .requiredOption(
      '--allow <references>',
      `models that may run here: ${modelHelp}; several with commas`,
      list,
    )
    .option('--batch <n>', 'images per batch', count, 16)
    .option('--once', 'stop when nothing is left to do')
    .option('--runtime <name>', runtimeHelp)
    .option('-q, --quiet', 'print errors only')
    .addOption(redisOption())
    .action(async (flags) => work(flags, terminal));
}

function addControls(cluster: Command, { terminal }: CommandContext): void {
  withOutput(cluster.command('status'), 'an array of runs')
    .description('how far runs have come')
    .argument('[run]', 'its id (default: all that go on)')
    .addOption(redisOption())
    .action(async (id, flags) => status(id, flags, terminal));
  const controls = {
    pause: 'let workers finish their shards and take no others of a run',
    resume: 'go on with a run, and try shards again that failed',
    cancel: 'end a run; results that are written stay',
  } as const;
  for (const [name, description] of Object.entries(controls) as [keyof typeof controls, string][]) {
    cluster
      .command(name)
      .description(description)
      .argument('<run>', 'its id')
      .addOption(redisOption())
      .action(async (id: string, { redis }: { redis: string }) =>
        withCluster(redis, (connected) => connected[name](id)),
      );
  }
}
