import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import { watchCpuLoad } from '../environment/cpu-load.js';
import { type GpuUse, gpuUseOf } from '../environment/nvidia-smi.js';
import type { Job } from './job.js';
import type { Facts } from './row.js';
import { scratchFolderOf } from './scratch-folder.js';

/** What a measuring process sends: facts, and at the end the CPU time it has taken, in milliseconds. */
export type Message<T = Facts> = Partial<T> & { readonly cpuMs?: number; readonly error?: string };

export interface RunOptions {
  /** Ends the process. */
  readonly signal?: AbortSignal | undefined;
  /** A process that takes longer is ended, and its row says so. */
  readonly timeLimitMs?: number | undefined;
}

const gpuPollMs = 1000;

/**
 * Does a job in a process of its own, so that nothing that ran before weighs on it. A job that fails, takes
 * its process down or exceeds the time limit gives facts with an `error`. Rejects only when `signal` aborts.
 */
export async function runJob<T extends object = Facts>(
  job: Job,
  { signal, timeLimitMs }: RunOptions = {},
): Promise<Message<T>> {
  signal?.throwIfAborted();
  const before = os.loadavg()[0] ?? 0;
  const watch = watchCpuLoad();
  const child = fork(new URL('../process/measuring-process.js', import.meta.url), [JSON.stringify(job)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    killSignal: 'SIGKILL',
    ...(signal === undefined ? {} : { signal }),
  });
  const gpu = watchGpu(child);
  const limit = timeLimitMs === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), timeLimitMs);
  const started = performance.now();
  try {
    const { cpuMs, ...facts } = await messagesOf<T>(child, () =>
      timeLimitMs !== undefined && performance.now() - started >= timeLimitMs
        ? `exceeded the time limit of ${Math.round(timeLimitMs / 1000)} s`
        : undefined,
    );
    const load = cpuMs === undefined ? {} : { load: { before, others: watch.others(cpuMs) } };
    return { ...(facts as Message<T>), ...load, ...gpu.highest() };
  } finally {
    clearTimeout(limit);
    gpu.stop();
    await removeScratch(child);
  }
}

/** Removes what a process that was killed could not. */
async function removeScratch(child: ChildProcess): Promise<void> {
  if (child.pid === undefined) return;
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close');
  await rm(scratchFolderOf(child.pid), { recursive: true, force: true });
}

/** All that a measuring process sends, and how it ended if not of its own accord. */
function messagesOf<T extends object>(
  child: ChildProcess,
  overtime: () => string | undefined,
): Promise<Message<T>> {
  let facts = {} as Message<T>;
  let stderr = '';
  child.on('message', (message: Message<T>) => {
    facts = { ...facts, ...message };
  });
  child.stderr?.on('data', (text) => {
    stderr = `${stderr}${text}`.slice(-2000);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killer) => {
      const error = `The measuring process ${overtime() ?? causeOfDeath(code, killer, stderr)}`;
      resolve(code === 0 ? facts : { ...facts, error });
    });
  });
}

function causeOfDeath(code: number | null, killer: string | null, stderr: string): string {
  const end = killer === null ? `ended with exit code ${code}` : `was killed by ${killer}`;
  // The kernel sends SIGKILL and V8 SIGABRT when memory runs out.
  const guess = killer === 'SIGKILL' || killer === 'SIGABRT' ? ', probably out of memory' : '';
  const line = stderr.split('\n').find((text) => /error/i.test(text));
  return `${end}${guess}.${line === undefined ? '' : ` ${line.trim()}`}`;
}

interface GpuWatch {
  highest(): Pick<Facts, 'peakDeviceBytes' | 'gpuUtilization'>;
  stop(): void;
}

/** Polls nvidia-smi once the process says that a GPU computes. */
function watchGpu(child: ChildProcess): GpuWatch {
  const seen: GpuUse[] = [];
  let timer: NodeJS.Timeout | undefined;
  const poll = async (): Promise<void> => {
    const use = child.pid === undefined ? undefined : await gpuUseOf(child.pid);
    if (use !== undefined) seen.push(use);
  };
  child.on('message', (facts: Facts) => {
    if (facts.isGpu === true && timer === undefined) timer = setInterval(() => void poll(), gpuPollMs);
  });
  return {
    highest: () =>
      seen.length === 0
        ? {}
        : {
            peakDeviceBytes: Math.max(...seen.map(({ memoryBytes }) => memoryBytes)),
            gpuUtilization: Math.max(...seen.map(({ utilization }) => utilization)),
          },
    stop: () => clearInterval(timer),
  };
}
