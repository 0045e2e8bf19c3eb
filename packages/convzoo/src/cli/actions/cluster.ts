import type { Cluster, Explain, FormatName, RunStatus, SubmitOptions } from '@convzoo/cluster';
import type { Model } from '../../model/model.js';
import { clusterModel, hashOfModel } from '../cluster/cluster-model.js';
import { explainTask } from '../cluster/explainer.js';
import { type ClusterFlags, loadCluster, withCluster } from '../cluster/load-cluster.js';
import { describeProgress, describeState } from '../cluster/progress.js';
import { defaultModel } from '../defaults.js';
import { openEvaluationData } from '../evaluation-data.js';
import { type ModelFlags, openModel, openReference } from '../open-model.js';
import type { Terminal } from '../terminal.js';
import { wrong } from '../wrong.js';
import { printEvaluation } from './evaluate.js';

export interface SubmitFlags extends ModelFlags, ClusterFlags {
  readonly out: string;
  readonly shardSize: number;
  readonly top?: number;
  readonly detach?: boolean;
  readonly evaluate?: boolean;
  readonly format: FormatName;
  readonly explain?: readonly string[];
  readonly class?: string;
}

/**
 * `convzoo cluster submit`: divides images among workers, and waits for the results.
 *
 * @returns whether all images were classified, as far as it waited
 */
export async function submit(source: string, flags: SubmitFlags, terminal: Terminal): Promise<boolean> {
  const { out, shardSize, detach, format } = flags;
  const model = await openModel(flags, terminal);
  try {
    const explain = explainOf(flags, model);
    const top = flags.top ?? (model.head.kind === 'multi-class' ? 5 : undefined);
    const named = { name: flags.model ?? defaultModel, hash: await hashOfModel(model) };
    const common = { model: named, source, out, shardSize, format };
    return await withCluster(flags, async (cluster) => {
      if (flags.evaluate === true) return await evaluate(cluster, model, common, terminal);
      const status = await submitTo(cluster, { ...common, top, detach, explain }, terminal);
      terminal.json(status);
      if (detach === true && status.state === 'running') {
        terminal.line(`run ${status.run.id}: ${status.run.images} images are in the queue`);
        terminal.next([`convzoo cluster status ${status.run.id}`, 'see its progress']);
      } else terminal.line(`run ${status.run.id}: ${describeProgress(status)}`);
      if (detach === true) return status.state !== 'failed';
      return status.state === 'done' && status.errors === 0;
    });
  } finally {
    model.dispose();
  }
}

/** What is to be explained; refused here already if the model has no such method or class. */
function explainOf({ explain, class: classes }: SubmitFlags, model: Model): Explain | undefined {
  if (explain === undefined) {
    if (classes === undefined) return undefined;
    throw wrong('--class', '--explain beside it', 'none');
  }
  const task = { methods: explain, ...(classes === undefined ? {} : { classes }) };
  explainTask(model, task);
  return task;
}

async function submitTo(cluster: Cluster, options: SubmitOptions, terminal: Terminal): Promise<RunStatus> {
  const status = await cluster.submit({
    ...options,
    onProgress: (now) =>
      terminal.progress.show({
        text: describeState(now).join(', '),
        done: now.images,
        total: now.run.images,
        unit: 'images',
      }),
    signal: terminal.signal,
  });
  terminal.progress.clear();
  return status;
}

/** Measures the model as `convzoo evaluate` does, by the raw scores that workers compute. */
async function evaluate(
  cluster: Cluster,
  model: Model,
  options: SubmitOptions,
  terminal: Terminal,
): Promise<boolean> {
  const { evaluateResults } = await loadCluster();
  const { dataset, split } = await openEvaluationData(options.source, undefined, model);
  const images = dataset.samples.flatMap(({ file }) => file ?? []);
  if (images.length < dataset.samples.length) {
    throw wrong('--evaluate', 'a data set with a file for each image', options.source);
  }
  const status = await submitTo(cluster, { ...options, images, logitsInBatchesOf: evaluatedBatch }, terminal);
  if (status.state !== 'done') {
    terminal.problem(`run ${status.run.id}: ${describeProgress(status)}`);
    return false;
  }
  const numbers = await evaluateResults(status.run, dataset, model.head);
  terminal.json({ split, ...numbers });
  printEvaluation(split, numbers, terminal);
  if (status.errors > 0) terminal.problem(`${status.errors} images are unreadable; ${options.out} says why`);
  return status.errors === 0;
}

/** Images per batch in `convzoo evaluate`, unless another number is asked for. */
const evaluatedBatch = 32;

export interface WorkFlags extends ClusterFlags {
  readonly allow: readonly string[];
  readonly batch: number;
  readonly once?: boolean;
  readonly timeLimit: number;
  readonly runtime?: string;
}

/** `convzoo cluster work`: works on shards until it is stopped. */
export async function work(
  { allow, batch, once, timeLimit, runtime = 'auto', ...flags }: WorkFlags,
  terminal: Terminal,
): Promise<void> {
  await withCluster(flags, async (cluster) => {
    const models = [];
    for (const reference of allow) {
      models.push(await clusterModel(await openReference(reference, { runtime, batch }, terminal), runtime));
    }
    terminal.note(`working with ${allow.join(', ')}`);
    let images = 0;
    let hangs = false;
    const working = cluster.work({
      models,
      batch,
      once,
      timeLimit: 1000 * timeLimit,
      signal: terminal.signal,
      onEvent: (event) => {
        const { run, kind } = event;
        const name = `run ${run.id} (${run.source} by ${run.model.name})`;
        terminal.jsonLine({
          ...event,
          run: run.id,
          ...('error' in event ? { error: event.error.message } : {}),
        });
        if (kind === 'run') terminal.note(`${name}: ${run.images} images in all`);
        if (kind === 'refused') terminal.note(`${name}: left alone, as its model is none of --allow`);
        if ('error' in event) terminal.problem(`${name}: ${event.error.message}`);
        if (kind === 'shard') images += event.images;
        if (kind === 'hung') hangs = true;
        terminal.progress.show({ text: 'working', done: images, unit: 'images' });
      },
    });
    await working.catch((error: unknown) => {
      // Threads that hang in native code would keep the process from exiting.
      if (hangs) process.kill(process.pid, 'SIGKILL');
      throw error;
    });
    for (const { dispose } of models) dispose();
  });
}

/** `convzoo cluster status`: shows the progress of runs. */
export async function status(id: string | undefined, flags: ClusterFlags, terminal: Terminal): Promise<void> {
  await withCluster(flags, async (cluster) => {
    const runs = id === undefined ? await cluster.runs() : [await cluster.status(id)];
    terminal.json(runs);
    for (const one of runs) terminal.line(...describeRun(one));
    if (runs.length === 0) terminal.line('no run goes on');
  });
}

/** `convzoo cluster pause`, `resume` and `cancel`. */
export async function control(
  what: 'pause' | 'resume' | 'cancel',
  id: string,
  flags: ClusterFlags,
  terminal: Terminal,
): Promise<void> {
  await withCluster(flags, async (cluster) => {
    await cluster[what](id);
    const now = await cluster.status(id);
    terminal.json(now);
    terminal.line(...describeRun(now));
  });
}

function describeRun(run: RunStatus): string[] {
  const { id, source, model, out } = run.run;
  return [`run ${id} (${source} by ${model.name}, to ${out}): `, describeProgress(run)];
}
