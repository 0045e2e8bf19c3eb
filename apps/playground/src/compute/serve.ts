import type { JobName, Jobs, Work } from './jobs.js';
import type { Reply, Request, RunMessage } from './messages.js';

export type Handlers = {
  readonly [K in JobName]: (input: Jobs[K]['input'], work: Work) => Promise<Jobs[K]['output']>;
};

/** The part of a worker's global scope that serving needs. */
interface Port {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Request>) => void): void;
}

/** The worker's end of the line: one job after the other, as they share the engine. */
export function serve(port: Port, handlers: Handlers): void {
  const aborts = new Map<number, AbortController>();
  let last: Promise<void> = Promise.resolve();
  const reply = (message: Reply): void => port.postMessage(message);

  const run = async <K extends JobName>({ id, job, input }: RunMessage<K>): Promise<void> => {
    const abort = new AbortController();
    aborts.set(id, abort);
    const { signal } = abort;
    try {
      await last;
      signal.throwIfAborted();
      const output = await handlers[job](input, {
        signal,
        onProgress: (share) => reply({ kind: 'progress', id, share }),
      });
      reply({ kind: 'done', id, output });
    } catch (error) {
      reply({ kind: 'failed', id, message: error instanceof Error ? error.message : String(error) });
    } finally {
      aborts.delete(id);
    }
  };

  port.addEventListener('message', ({ data }) => {
    if (data.kind === 'abort') aborts.get(data.id)?.abort();
    else last = run(data);
  });
}
