import { expect, test, vi } from 'vitest';
import { facts } from '../fixtures/rows.js';
import type { Job } from '../measure/job.js';
import type { Facts } from '../measure/row.js';
import type { Message } from '../measure/run-job.js';
import type { Report } from '../report/report.js';
import { type RunAllOptions, runAll } from './run.js';
import { type Flags, type Settings, settingsOf } from './settings.js';

const settings = (flags: Partial<Flags> = {}): Settings =>
  settingsOf({
    ...{ preset: 'standard', models: 'vgg11,resnet20', runtime: 'wasm', precision: 'float32', batch: '1' },
    ...{ only: 'explanation', rounds: '2', ...flags },
  });

/** Answers jobs in this process, and writes down which. */
function fakeRun(answer: (job: Job, done: string[]) => Facts = () => facts): {
  run: RunAllOptions['run'];
  done: string[];
} {
  const done: string[] = [];
  const run = async <T extends object>(job: Job): Promise<Message<T>> => {
    const reply = answer(job, done);
    done.push(job.kind === 'subject' ? `${job.subject.model} ${job.round}` : `${job.kind} ${job.engine}`);
    return reply as Message<T>;
  };
  return { run, done };
}

const { signal } = new AbortController();

test('rounds of a subject become one row, in the order of the settings', async () => {
  const { run, done } = fakeRun();
  const onReport = vi.fn();
  const report = await runAll(settings(), { run, signal, onReport });
  expect(done).toEqual(['vgg11 0', 'resnet20 0', 'resnet20 1', 'vgg11 1']);
  expect(report.rows.map(({ model, rounds }) => [model, rounds.length])).toEqual([
    ['vgg11', 2],
    ['resnet20', 2],
  ]);
  expect(report.rows[0]?.samples).toBe(12);
  expect(onReport).toHaveBeenCalledTimes(4);
  expect(report.thoroughness).toMatchObject({ preset: 'standard', rounds: 2, timeBudgetMs: null });
});

test('a subject that failed is not tried in later rounds', async () => {
  const { run, done } = fakeRun((job) =>
    job.kind === 'subject' && job.model.name === 'vgg11' ? { error: 'out of memory' } : facts,
  );
  const { rows } = await runAll(settings(), { run, signal });
  expect(done).toEqual(['vgg11 0', 'resnet20 0', 'resnet20 1']);
  expect(rows[0]).toMatchObject({ model: 'vgg11', error: 'out of memory', latencyMs: null });
});

test('an interrupt keeps what was measured before', async () => {
  const interruption = new AbortController();
  const { run } = fakeRun((_, done) => {
    if (done.length < 1) return facts;
    interruption.abort();
    throw new Error('aborted');
  });
  const { rows } = await runAll(settings(), { run, signal: interruption.signal });
  expect(rows.map(({ model }) => model)).toEqual(['vgg11']);
});

test('an error that is not the user’s interrupt is not swallowed', async () => {
  const run = async (): Promise<never> => {
    throw new Error('no such program');
  };
  await expect(runAll(settings(), { run, signal })).rejects.toThrow('no such program');
});

test('a killed run goes on with the rounds that it lacks, and tries failures again', async () => {
  const first = fakeRun((job, done) =>
    job.kind === 'subject' && done.length === 1 ? { error: 'killed' } : facts,
  );
  const before = await runAll(settings({ rounds: '1' }), { run: first.run, signal });
  expect(before.rows.map(({ error }) => error)).toEqual([undefined, 'killed']);
  const second = fakeRun();
  const after = await runAll(settings(), { run: second.run, signal, resume: before });
  expect(second.done).toEqual(['resnet20 0', 'resnet20 1', 'vgg11 1']);
  expect(after.rows.map(({ rounds, error }) => [rounds.length, error])).toEqual([
    [2, undefined],
    [2, undefined],
  ]);
});

test('after the time budget rows say that they were not measured', async () => {
  let time = 0;
  const { run } = fakeRun(() => {
    time += 6000;
    return facts;
  });
  const options = { run, signal, now: () => time };
  const { rows } = await runAll(settings({ models: 'vgg*', timeBudget: '10s' }), options);
  expect(rows.filter(({ error }) => error === undefined)).toHaveLength(2);
  expect(rows.at(-1)?.error).toBe('not measured: the time budget of 10 s was used up');
});

test('all measures every engine that starts, and reports the others', async () => {
  const { run, done } = fakeRun((job) => {
    if (job.kind !== 'probe') return facts;
    return job.engine === 'wasm' || job.engine === 'compiled' ? facts : { error: `no ${job.engine}` };
  });
  const report: Report = await runAll(settings({ runtime: 'all', models: 'vgg11', only: 'inference' }), {
    run,
    signal,
  });
  expect(report.rows.map(({ requested }) => requested)).toEqual(['wasm', 'compiled']);
  expect(report.engines.find(({ engine }) => engine === 'tensorflow-gpu')?.reason).toBe('no tensorflow-gpu');
  expect(done.filter((job) => job.startsWith('peak'))).toEqual(['peak wasm', 'peak compiled']);
});

test('says what runs, and how much time is left', async () => {
  let time = 0;
  const { run } = fakeRun(() => {
    time += 60_000;
    return facts;
  });
  const onStart = vi.fn();
  await runAll(settings({ rounds: '1' }), { run, signal, onStart, now: () => time });
  expect(onStart.mock.calls.flat()).toEqual([
    { text: 'vgg11, explanation (wasm, batch 1)', done: 0, total: 2, secondsLeft: undefined },
    { text: 'resnet20, explanation (wasm, batch 1)', done: 1, total: 2, secondsLeft: 60 },
  ]);
});
