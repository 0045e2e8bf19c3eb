import { expect, test } from 'vitest';
import { connect, type Run } from './client.js';
import type { Jobs } from './jobs.js';
import { type Handlers, serve } from './serve.js';

const refuse = async (): Promise<never> => {
  throw new Error('not asked for');
};
const idle: Handlers = {
  start: refuse,
  open: refuse,
  classify: refuse,
  explain: refuse,
  teach: refuse,
  pack: refuse,
};

/** Both ends of the line in one process. */
function line(handlers: Partial<Handlers>): { run: Run; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  port1.start();
  port2.start();
  serve(port2, { ...idle, ...handlers });
  return { run: connect(port1), close: () => port1.close() };
}

const engine: Jobs['start']['output'] = { name: 'wasm', device: 'CPU', isGpu: false };
const image = { data: new Uint8Array(3), width: 1, height: 1, channels: 3 } as const;

test('a job answers, reports its progress and fails in its own words', async () => {
  const shares: number[] = [];
  const { run, close } = line({
    start: async (_, { onProgress }) => {
      onProgress(0.25);
      onProgress(1);
      return engine;
    },
  });
  expect(await run('start', undefined, { onProgress: (share) => shares.push(share) })).toEqual(engine);
  expect(shares).toEqual([0.25, 1]);
  await expect(run('classify', { network: '0', image })).rejects.toThrow('not asked for');
  close();
});

test('jobs run one after the other', async () => {
  const events: string[] = [];
  const { run, close } = line({
    classify: async ({ network }) => {
      events.push(`${network} starts`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      events.push(`${network} ends`);
      return { scores: [], holds: [] };
    },
  });
  await Promise.all(['a', 'b'].map((network) => run('classify', { network, image })));
  expect(events).toEqual(['a starts', 'a ends', 'b starts', 'b ends']);
  close();
});

test('an aborted job ends at once here, and hears of it there', async () => {
  const abort = new AbortController();
  let heard: (reason: string) => void;
  const stopped = new Promise<string>((resolve) => {
    heard = resolve;
  });
  const { run, close } = line({
    start: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          heard('stopped');
          reject(signal.reason);
        });
      }),
    classify: async () => ({ scores: [], holds: ['still here'] }),
  });
  const started = run('start', undefined, { signal: abort.signal });
  abort.abort(new Error('no longer wanted'));
  await expect(started).rejects.toThrow('no longer wanted');
  expect(await stopped).toBe('stopped');
  expect((await run('classify', { network: '0', image })).holds).toEqual(['still here']);
  close();
});

test('a job that was aborted while it waited never runs', async () => {
  const abort = new AbortController();
  const ran: string[] = [];
  const { run, close } = line({
    classify: async ({ network }) => {
      ran.push(network);
      await new Promise((resolve) => setTimeout(resolve, 20));
      return { scores: [], holds: [] };
    },
  });
  const first = run('classify', { network: 'first', image });
  const second = run('classify', { network: 'second', image }, { signal: abort.signal });
  abort.abort();
  await expect(second).rejects.toThrow();
  await first;
  await run('classify', { network: 'third', image });
  expect(ran).toEqual(['first', 'third']);
  close();
});
