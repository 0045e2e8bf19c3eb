import type { JobName, Jobs, Work } from './jobs.js';
import type { Reply, Request } from './messages.js';

/** Runs a job in the worker. Rejects with the signal's reason as soon as it aborts. */
export type Run = <K extends JobName>(
  job: K,
  input: Jobs[K]['input'],
  work?: Partial<Work>,
) => Promise<Jobs[K]['output']>;

interface Pending {
  readonly onProgress: ((share: number) => void) | undefined;
  resolve(output: unknown): void;
  reject(error: unknown): void;
}

/** The page's end of the line to the worker. */
export function connect(worker: Pick<Worker, 'postMessage' | 'addEventListener'>): Run {
  const pending = new Map<number, Pending>();
  let count = 0;
  const send = (request: Request): void => worker.postMessage(request);

  worker.addEventListener('message', (event: Event) => {
    const reply: Reply = (event as MessageEvent<Reply>).data;
    const job = pending.get(reply.id);
    if (reply.kind === 'progress') return job?.onProgress?.(reply.share);
    pending.delete(reply.id);
    if (reply.kind === 'done') job?.resolve(reply.output);
    else job?.reject(new Error(reply.message));
  });
  worker.addEventListener('error', (event: Event) => {
    const { message } = event as ErrorEvent;
    for (const { reject } of pending.values()) reject(new Error(message));
    pending.clear();
  });

  return async (job, input, { signal, onProgress } = {}) => {
    signal?.throwIfAborted();
    const id = count++;
    const abort = (): void => {
      send({ kind: 'abort', id });
      pending.get(id)?.reject(signal?.reason);
      pending.delete(id);
    };
    signal?.addEventListener('abort', abort);
    try {
      return (await new Promise((resolve, reject) => {
        pending.set(id, { resolve, reject, onProgress });
        send({ kind: 'run', id, job, input } as Request);
      })) as Jobs[typeof job]['output'];
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  };
}
