import { formatDuration, type Work } from '@convzoo/report/terminal';
import { type Environment, environment } from '../environment/environment.js';
import type { Job } from '../measure/job.js';
import type { Peak } from '../measure/peak.js';
import { plan, type SubjectJob, type Wanted } from '../measure/plan.js';
import type { EngineReport } from '../measure/probe.js';
import { expandEngines, probeEngines } from '../measure/probe.js';
import { type Facts, type Row, rowOf } from '../measure/row.js';
import type { Message, RunOptions } from '../measure/run-job.js';
import { type Subject, subjectKey } from '../measure/subject.js';
import { titleOf } from '../report/notes.js';
import { type Report, schema } from '../report/report.js';
import type { Settings } from './settings.js';
import { type Finished, timeLeft } from './time-left.js';

export interface RunAllOptions {
  readonly run: <T extends object = Facts>(job: Job, options: RunOptions) => Promise<Message<T>>;
  readonly signal: AbortSignal;
  /** A report to go on with. */
  readonly resume?: Report | undefined;
  /** Called with what is about to run. */
  readonly onStart?: (work: Work) => void;
  /** Called after each process with all that is known by then. */
  readonly onReport?: (report: Report, finished: Row) => void | Promise<void>;
  /** Milliseconds; tests give their own clock. */
  readonly now?: () => number;
}

/**
 * Measures everything that the settings want, each subject and round in a process of its own. After an
 * interrupt it resolves with what was measured before.
 */
export async function runAll(settings: Settings, options: RunAllOptions): Promise<Report> {
  const { run, signal, onStart = () => {}, onReport, now = () => performance.now() } = options;
  const described = options.resume?.environment ?? environment();
  const { machine } = environment();
  const started = now();
  const limits: RunOptions = { signal, timeLimitMs: settings.timeLimitMs };

  const engines = await engineReports(settings, options, limits);
  const wanted: Wanted = { ...settings, engines: expandEngines(settings.engines, engines) };
  const jobs = plan(wanted);
  const measured = measuredBefore(jobs, options.resume);
  const finished: Finished[] = [];
  let peaks: Readonly<Record<string, Peak>> = options.resume?.peaks ?? {};

  const report = (): Report =>
    reportOf({ settings, environment: described, engines, peaks, subjects: subjectsIn(jobs), measured });
  const isMissing = ({ subject, round }: SubjectJob): boolean => {
    const rounds = measured.get(subjectKey(subject)) ?? [];
    return rounds.length <= round && rounds.every(({ error }) => error === undefined);
  };

  for (const job of jobs) {
    if (signal.aborted) break;
    if (!isMissing(job)) continue;
    const { subject } = job;
    const rounds = measured.get(subjectKey(subject)) ?? [];
    if (now() - started > (settings.timeBudgetMs ?? Number.POSITIVE_INFINITY)) {
      if (rounds.length === 0) measured.set(subjectKey(subject), [outOfTime(settings.timeBudgetMs!)]);
      continue;
    }
    const remaining = jobs.filter(isMissing);
    const left = timeLeft(
      finished,
      remaining.map((one) => one.subject),
    );
    onStart({
      text: titleOf(rowOf(subject, [])),
      done: jobs.length - remaining.length,
      total: jobs.length,
      secondsLeft: left === undefined ? undefined : left / 1000,
    });
    const begin = now();
    const facts = await interruptible(run(job, limits), signal);
    if (facts === undefined) break;
    finished.push({ subject, ms: now() - begin });
    const all = [...rounds, { ...facts, machine }];
    measured.set(subjectKey(subject), all);
    await onReport?.(report(), rowOf(subject, all));
  }
  if (!signal.aborted && settings.measures.includes('inference')) {
    peaks = { ...peaks, ...(await peaksOf(wanted.engines, peaks, options, limits)) };
  }
  return report();
}

/** What `run` resolves with; undefined where the signal ended it. */
async function interruptible<T>(running: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  try {
    return await running;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function engineReports(
  { engines }: Settings,
  { run, signal, onStart, resume }: RunAllOptions,
  limits: RunOptions,
): Promise<readonly EngineReport[]> {
  if (!engines.includes('all')) return resume?.engines ?? [];
  const probing = probeEngines((engine) => {
    onStart?.({ text: `looking for ${engine}` });
    return run({ kind: 'probe', engine }, limits);
  });
  return (await interruptible(probing, signal)) ?? [];
}

async function peaksOf(
  engines: readonly string[],
  known: Readonly<Record<string, Peak>>,
  { run, signal, onStart }: RunAllOptions,
  limits: RunOptions,
): Promise<Record<string, Peak>> {
  const peaks: Record<string, Peak> = {};
  for (const engine of engines.filter((name) => known[name] === undefined)) {
    onStart?.({ text: `peak of ${engine}` });
    const peak = await interruptible(run<Peak>({ kind: 'peak', engine }, limits), signal);
    const { macsPerSecond, bytesPerSecond } = peak ?? {};
    if (macsPerSecond !== undefined && bytesPerSecond !== undefined) {
      peaks[engine] = { macsPerSecond, bytesPerSecond };
    }
  }
  return peaks;
}

/** Rounds of an earlier report of what is wanted now; failures are tried again. */
function measuredBefore(
  jobs: readonly SubjectJob[],
  resume: Report | undefined,
): Map<string, readonly Facts[]> {
  const wanted = new Set(jobs.map(({ subject }) => subjectKey(subject)));
  const rows = (resume?.rows ?? []).filter((row) => row.error === undefined && wanted.has(subjectKey(row)));
  return new Map(rows.map((row) => [subjectKey(row), row.rounds]));
}

function subjectsIn(jobs: readonly SubjectJob[]): Subject[] {
  return [...new Map(jobs.map(({ subject }) => [subjectKey(subject), subject])).values()];
}

function reportOf({
  settings,
  environment,
  engines,
  peaks,
  subjects,
  measured,
}: {
  settings: Settings;
  environment: Environment;
  engines: readonly EngineReport[];
  peaks: Report['peaks'];
  subjects: readonly Subject[];
  measured: ReadonlyMap<string, readonly Facts[]>;
}): Report {
  const { preset, sampling, rounds, seeds, timeBudgetMs = null } = settings;
  return {
    schema,
    environment,
    thoroughness: { preset, sampling, rounds, seeds, timeBudgetMs },
    engines,
    peaks,
    rows: subjects.flatMap((subject) => {
      const facts = measured.get(subjectKey(subject));
      return facts === undefined ? [] : [rowOf(subject, facts)];
    }),
  };
}

function outOfTime(budgetMs: number): Facts {
  return { error: `not measured: the time budget of ${formatDuration(budgetMs / 1000)} was used up` };
}
