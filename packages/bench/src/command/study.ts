import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { alignColumns, progressOn } from '@convzoo/report/terminal';
import { environment } from '../environment/environment.js';
import { startEngine } from '../measure/engine.js';
import { parseEngine } from '../measure/subject.js';
import { prepareFolder } from '../report/json.js';
import { renderText, schema, writeRecord } from '../studies/record.js';
import { studies } from '../studies/studies.js';
import type { Study } from '../studies/study.js';

/** The flags of a study as commander gives them. */
export interface StudyFlags {
  readonly out: string;
  readonly runtime: string;
  readonly budget?: string;
  readonly quick?: boolean;
  readonly seed: string;
}

interface Surroundings {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
}

/** The studies with their claims, for the terminal. */
export function listStudies(): string {
  const list = alignColumns(studies.map(({ name, claim }) => [name, claim]));
  return `${list.join('\n')}\n\nRun one with: convzoo-bench study NAME\n`;
}

/**
 * Runs one study and writes what it found.
 *
 * @throws ConvzooError `unknown-name` or `invalid-argument` for the command line, `file-error` for the folder
 */
export async function runStudy(
  name: string,
  { out, runtime, seed: seedText, ...flags }: StudyFlags,
  { stdout, stderr, signal }: Surroundings,
): Promise<void> {
  const study = studyNamed(name);
  const budget = budgetOf(study, flags);
  const seed = wholeNumber('--seed', seedText);
  const engine = parseEngine(runtime);
  if (engine.runtime === 'compiled') {
    throw new ConvzooError('invalid-argument', {
      subject: '--runtime',
      expected: 'a runtime of TF.js, since studies compute gradients',
      found: describe(runtime),
      remedy: 'Use onnxruntime.',
    });
  }
  await prepareFolder(out);
  const facts = await startEngine(engine);
  const progress = progressOn(stderr);
  progress.log(`${name}: ${study.claim}`);
  try {
    const { data, ...report } = await study.run({
      budget,
      seed,
      signal,
      onProgress: (text, share) => progress.show({ text, done: share, total: 1 }),
    });
    const record = {
      schema,
      study: name,
      claim: study.claim,
      paper: study.paper.url,
      finding: report.finding,
      command: commandOf(name, budget, seed, runtime),
      budget,
      seed,
      runtime: facts.runtime ?? runtime,
      environment: environment(),
      data,
    } as const;
    const files = await writeRecord(out, record, report);
    progress.clear();
    stdout.write(`${renderText(report)}\n\nWritten: ${files.join(', ')}\n`);
  } finally {
    progress.clear();
  }
}

function studyNamed(name: string): Study {
  const study = studies.find((one) => one.name === name);
  if (study !== undefined) return study;
  const names = studies.map((one) => one.name);
  throw new ConvzooError('unknown-name', {
    subject: 'study',
    expected: names.join(', '),
    found: describe(name),
    remedy: didYouMean(name, names),
  });
}

function budgetOf({ quickBudget }: Study, { budget, quick }: Pick<StudyFlags, 'budget' | 'quick'>): number {
  if (budget === undefined) return quick === true ? quickBudget : 1;
  const value = Number(budget);
  if (quick !== true && value > 0 && Number.isFinite(value)) return value;
  throw new ConvzooError('invalid-argument', {
    subject: '--budget',
    expected: quick === true ? 'either --budget or --quick' : 'a number above 0, such as 0.5',
    found: quick === true ? 'both' : `"${budget}"`,
  });
}

function wholeNumber(flag: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ConvzooError('invalid-argument', {
    subject: flag,
    expected: 'a whole number, at least 0',
    found: describe(text),
  });
}

/** The command that computes the same again. */
function commandOf(name: string, budget: number, seed: number, runtime: string): string {
  const options = [
    ...(budget === 1 ? [] : [`--budget ${budget}`]),
    ...(seed === 0 ? [] : [`--seed ${seed}`]),
    ...(runtime === 'auto' ? [] : [`--runtime ${runtime}`]),
  ];
  return ['pnpm bench study', name, ...options].join(' ');
}
