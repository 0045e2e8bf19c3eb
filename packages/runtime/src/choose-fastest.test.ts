import { expect, it, vi } from 'vitest';
import { type Considered, chooseFastest } from './choose-fastest.js';
import type { Ranking, RankingStore } from './ranking.js';
import type { Runtime } from './runtime.js';

let current = '';

function runtime(name: string, { isGpu = false, fails = false } = {}): Runtime {
  const start = vi.fn(async () => {
    if (fails) throw new Error(`${name} is broken`);
    current = name;
    return { name, backend: name, device: `device of ${name}`, isGpu, versions: {} };
  });
  return { specificationVersion: 'v1', name, start };
}

const times: Readonly<Record<string, number>> = { gpu: 5, slow: 30, fast: 3 };
const measure = vi.fn(async () => times[current] ?? Number.NaN);

function memory(ranking?: Ranking): RankingStore & { saved: Ranking | undefined } {
  return {
    saved: ranking,
    async read() {
      return this.saved;
    },
    async write(written) {
      this.saved = written;
    },
  };
}

const world = (): Considered[] => [
  { runtime: runtime('gpu', { isGpu: true }), only: 'gpu' },
  { runtime: runtime('software'), only: 'gpu' },
  { runtime: runtime('broken', { fails: true }) },
  { runtime: runtime('slow') },
  { runtime: runtime('fast') },
  { runtime: runtime('last'), only: 'fallback' },
];

const passedOver = [
  { name: 'software', reason: 'runs on device of software, which was not proved to be a GPU' },
  { name: 'broken', reason: 'broken is broken' },
];
const measured = [
  { name: 'fast', ms: 3 },
  { name: 'gpu', ms: 5 },
  { name: 'slow', ms: 30 },
];

it('measures what starts, and takes and keeps the fastest', async () => {
  const store = memory();
  const report = await chooseFastest(world(), { measure, store });
  expect(report).toMatchObject({ name: 'fast', passedOver, measured });
  expect(current).toBe('fast');
  expect(store.saved).toEqual({ measured, passedOver });
});

it('starts the remembered one alone', async () => {
  const considered = world();
  measure.mockClear();
  const report = await chooseFastest(considered, { measure, store: memory({ measured, passedOver }) });
  expect(report).toMatchObject({ name: 'fast', passedOver, measured });
  expect(measure).not.toHaveBeenCalled();
  expect(considered.filter(({ runtime }) => vi.mocked(runtime.start).mock.calls.length > 0)).toHaveLength(1);
});

it('measures again where the remembered one no longer starts, or is asked to', async () => {
  const stale = { measured: [{ name: 'broken', ms: 1 }], passedOver: [] };
  expect((await chooseFastest(world(), { measure, store: memory(stale) })).name).toBe('fast');
  const wrong = { measured: [{ name: 'slow', ms: 1 }], passedOver: [] };
  expect((await chooseFastest(world(), { measure, store: memory(wrong) })).name).toBe('slow');
  const again = memory(wrong);
  expect((await chooseFastest(world(), { measure, store: again, remeasure: true })).name).toBe('fast');
  expect(again.saved?.measured).toEqual(measured);
});

it('measures nothing where one alone starts', async () => {
  measure.mockClear();
  const store = memory();
  const alone = world().filter(({ runtime }) => runtime.name !== 'gpu' && runtime.name !== 'fast');
  expect(await chooseFastest(alone, { measure, store })).toMatchObject({ name: 'slow', measured: [] });
  const none = world().slice(1, 3);
  expect(
    (await chooseFastest([...none, { runtime: runtime('last'), only: 'fallback' }], { measure })).name,
  ).toBe('last');
  expect(measure).not.toHaveBeenCalled();
  expect(store.saved).toBeUndefined();
});

it('passes over a runtime that starts and then fails to compute', async () => {
  const failing = vi.fn(async () => {
    if (current === 'fast') throw new Error('out of memory');
    return times[current]!;
  });
  const report = await chooseFastest(world(), { measure: failing });
  expect(report.name).toBe('gpu');
  expect(report.passedOver.at(-1)).toEqual({ name: 'fast', reason: 'out of memory' });
});
