import { Worker } from 'node:worker_threads';
import type { Explored } from './explore.ts';
import { openInbox } from './inbox.ts';
import type { Fault } from './probe.ts';
import type { WorkerData, WorkerMessage } from './worker.ts';

export interface Finding extends Fault {
  readonly input: Uint8Array;
}

export interface Outcome extends Explored {
  readonly findings: readonly Finding[];
}

/** Seconds of processor time that one input may take. */
const mostSeconds = 5;
const mostHeap = 512;
const pollMs = 200;
/** Faults of one reason that are kept. */
const mostAlike = 3;

/** Fuzzes one target in a worker, and ends it where it hangs or fills its memory. */
export async function supervise(data: Omit<WorkerData, 'shared'>): Promise<Outcome> {
  const inbox = openInbox();
  const findings: Finding[] = [];
  const add = (finding: Finding): void => {
    const alike = findings.filter(({ reason }) => reason === finding.reason);
    if (alike.length < mostAlike) findings.push(finding);
  };
  const worker = new Worker(new URL('worker.ts', import.meta.url), {
    workerData: { ...data, shared: inbox.shared } satisfies WorkerData,
    resourceLimits: { maxOldGenerationSizeMb: mostHeap },
  });
  const stopped = (): Explored => ({ inputs: inbox.count(), corpus: 0, code: 0, grown: 0 });
  const explored = await new Promise<Explored>((resolve) => {
    let [count, since] = [0, secondsUsed()];
    const timer = setInterval(() => {
      if (inbox.count() !== count) [count, since] = [inbox.count(), secondsUsed()];
      // Before the first input, the worker loads the parser.
      else if (count > 0 && secondsUsed() - since > mostSeconds) {
        add({ input: inbox.current(), reason: `more than ${mostSeconds} s`, stack: '' });
        resolve(stopped());
      }
    }, pollMs);
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'done') resolve(message.explored);
      else add({ input: message.input, ...message.fault });
    });
    worker.on('error', (error) => {
      add({
        input: inbox.current(),
        reason: String(error),
        stack: error instanceof Error ? (error.stack ?? '') : '',
      });
      resolve(stopped());
    });
    worker.on('exit', () => {
      clearInterval(timer);
      resolve(stopped());
    });
  });
  await worker.terminate();
  return { ...explored, findings };
}

function secondsUsed(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
