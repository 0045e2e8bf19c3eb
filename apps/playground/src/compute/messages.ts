import type { JobName, Jobs } from './jobs.js';

type RunMessages = {
  [K in JobName]: {
    readonly kind: 'run';
    readonly id: number;
    readonly job: K;
    readonly input: Jobs[K]['input'];
  };
};

export type RunMessage<K extends JobName = JobName> = RunMessages[K];

/** From the page to the worker. */
export type Request = RunMessage | { readonly kind: 'abort'; readonly id: number };

/** From the worker to the page. */
export type Reply =
  | { readonly kind: 'progress'; readonly id: number; readonly share: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
