import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ConvzooError, didYouMean } from '@convzoo/core/errors';
import { type ProgressLine, progressOn } from '@convzoo/report/terminal';
import { Command, CommanderError } from 'commander';
import { compareFiles } from '../compare/compare-files.js';
import { environment as currentEnvironment } from '../environment/environment.js';
import { runJob } from '../measure/run-job.js';
import { renderCsv } from '../report/csv.js';
import { checkWritable, formatReport, prepareFolder, readReport, writeWhole } from '../report/json.js';
import { renderMarkdown } from '../report/markdown.js';
import type { Report } from '../report/report.js';
import { resultLine } from '../report/result-line.js';
import { renderText } from '../report/text.js';
import { checkInput, parseColumns } from './check-input.js';
import { hasDesktop, openPage } from './open-page.js';
import { presets } from './presets.js';
import { runAll } from './run.js';
import { type Flags, type Settings, settingsOf } from './settings.js';
import type { StudyFlags } from './study.js';

export interface Surroundings {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborts when the user interrupts. */
  readonly signal: AbortSignal;
}

/** 0 done, 1 failed, 2 misused, 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;

/** Files that a report is written to. */
interface Files {
  readonly json?: string;
  readonly csv?: string;
  readonly markdown?: string;
  readonly html?: string;
  readonly open?: boolean;
  /** Of the tables, separated by commas. */
  readonly columns?: string;
}

interface BenchmarkFlags extends Flags, Files {
  readonly resume?: string;
}

/** Runs one command line, without the program's name. */
export async function main(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  const { stdout, stderr, signal } = surroundings;
  let outcome: ExitCode = 0;
  const program = new Command('convzoo-bench')
    .description('Measure speed, size, memory and accuracy of image classifiers')
    .version(version())
    .exitOverride()
    .allowExcessArguments(false)
    .showSuggestionAfterError()
    .enablePositionalOptions()
    .configureOutput({ writeOut: (text) => stdout.write(text), writeErr: (text) => stderr.write(text) });

  withFiles(program)
    .option('--preset <name>', `how thoroughly: ${Object.keys(presets).join(', ')}`, 'quick')
    .option('--models <list>', 'names, with * and ?, or module#export of your own (default: by preset)')
    .option(
      '--runtime <list>',
      'auto, compiled, onnxruntime, tensorflow-gpu, webgpu, tensorflow, wasm, cpu, or all that start here; ' +
        'onnxruntime and compiled take a provider, as compiled:cuda',
      'auto,compiled',
    )
    .option('--browser', 'measure in a page of Chromium, too: browser:wasm, browser:webgl, browser:webgpu')
    .option('--batch <list>', 'images per run (default: by preset)')
    .option('--precision <list>', 'float32, int8 (compiled only)', 'float32')
    .option('--only <list>', 'inference, loading, training, explanation, accuracy (default: by preset)')
    .option('--dataset <path>', 'a folder or manifest to measure accuracy on, instead of digits')
    .option('--weights <source>', 'evaluate these weights on the dataset, instead of training')
    .option('--save <folder>', 'write each network that is trained for its accuracy there')
    .option('--samples <n>', 'timed runs per round, at least')
    .option('--time <duration>', 'time of the timed runs of a round together, at least')
    .option('--rounds <n>', 'processes per row of speed')
    .option('--seeds <n>', 'training runs per row of accuracy')
    .option('--time-budget <duration>', 'start no process after this time, as 10m')
    .option('--time-limit <duration>', 'longest time of one process')
    .option('--resume <file>', 'continue a JSON report: measure the rows that it lacks')
    .action(async (flags: BenchmarkFlags, { args: [stray] }: Command) => {
      if (stray !== undefined) throw unknownCommand(stray, program);
      outcome = await benchmark(flags, surroundings);
    });

  withFiles(program.command('report'))
    .description('write a JSON report in other formats')
    .argument('<file>', 'JSON report')
    .action(async (file: string, files: Files) => {
      await checkFiles(files);
      await writeFiles(await readReport(file), files, surroundings);
    });

  program
    .command('compare')
    .description('compare two JSON reports, row by row')
    .argument('<before>', 'JSON report')
    .argument('<after>', 'JSON report')
    .option(
      '--fail-over <percent>',
      'exit with 1 if a row is slower or less accurate by more than that, with 95 % confidence, or fails',
    )
    .action(async (before: string, after: string, { failOver }: { failOver?: string }) => {
      const { text, worse } = await compareFiles(before, after, failOver);
      stdout.write(`${text}\n`);
      if (worse) outcome = 1;
    });

  program
    .command('study')
    .description('reproduce a claim of the field; without a name: list the studies')
    .argument('[name]', 'study')
    .option('--out <folder>', 'write NAME.json, NAME.md and NAME.svg there', 'studies')
    .option('--runtime <name>', 'the engine that computes', 'auto')
    .option('--budget <factor>', 'factor on the amount of work (default: 1)')
    .option('--quick', 'a rehearsal with the budget of about a minute')
    .option('--seed <n>', 'of weights, data and order', '0')
    .action(async (name: string | undefined, flags: StudyFlags) => {
      const { listStudies, runStudy } = await import('./study.js');
      if (name === undefined) stdout.write(listStudies());
      else await runStudy(name, flags, surroundings);
    });

  // After the other commands, which inherit the refusal: this one names the nearest of them.
  program.allowExcessArguments();
  try {
    await program.parseAsync(args, { from: 'user' });
    return outcome;
  } catch (error) {
    // Commander has printed its message already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (signal.aborted) return 130;
    if (!ConvzooError.isInstance(error)) throw error;
    stderr.write(`convzoo-bench: ${error.message}\n`);
    return misuse.has(error.code) ? 2 : 1;
  }
}

function unknownCommand(name: string, { commands }: Command): ConvzooError {
  const names = commands.map((command) => command.name());
  return new ConvzooError('unknown-name', {
    subject: 'command',
    expected: `${names.join(', ')}, or options alone to measure`,
    found: `"${name}"`,
    remedy: didYouMean(name, names),
  });
}

/** Errors of the command line, not of the work. */
const misuse: ReadonlySet<string> = new Set(['invalid-argument', 'unknown-name']);

function withFiles(command: Command): Command {
  return command
    .option('--json <file>', 'write everything as JSON, after each process anew')
    .option('--csv <file>', 'write the rows as CSV')
    .option('--markdown <file>', 'write the tables as Markdown')
    .option('--html <file>', 'write a page with charts')
    .option('--open', 'open the page when it is written, where there is a desktop')
    .option('--columns <list>', 'columns of the tables, by their titles (default: all)');
}

async function benchmark(flags: BenchmarkFlags, { stdout, stderr, signal }: Surroundings): Promise<ExitCode> {
  const settings = settingsOf(flags);
  await checkFiles(flags);
  await checkInput(settings);
  if (settings.save !== undefined) await prepareFolder(settings.save);
  const resume = flags.resume === undefined ? undefined : await readReport(flags.resume);
  if (resume !== undefined) checkResumable(flags.resume!, resume, settings);
  const json = flags.json ?? flags.resume;
  const progress = progressOn(stderr);
  if (flags.html !== undefined) progress.log(`Charts will be in ${pathToFileURL(flags.html).href}`);
  const report = await withProgress(progress, () =>
    runAll(settings, {
      run: runJob,
      signal,
      resume,
      onStart: progress.show,
      onReport: async (unfinished, finished) => {
        progress.log(resultLine(finished));
        if (json !== undefined) await writeWhole(json, formatReport(unfinished));
      },
    }),
  );
  await writeFiles(report, { ...flags, ...(json === undefined ? {} : { json }) }, { stdout });
  if (signal.aborted) return 130;
  return report.rows.some(({ error }) => error === undefined) ? 0 : 1;
}

async function withProgress<T>(progress: ProgressLine, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    progress.clear();
  }
}

/** Rounds of different lengths, or of different machines, do not belong in one row. */
function checkResumable(file: string, { thoroughness, environment }: Report, settings: Settings): void {
  const told = (value: object): string => JSON.stringify(value);
  if (told(thoroughness.sampling) !== told(settings.sampling)) {
    throw new ConvzooError('invalid-argument', {
      subject: `--resume ${file}`,
      expected: `a report with the sampling ${told(settings.sampling)}`,
      found: told(thoroughness.sampling),
      remedy: `Use the preset and flags that it was measured with (--preset ${thoroughness.preset}).`,
    });
  }
  const { cpu } = currentEnvironment().machine;
  if (environment.machine.cpu === cpu) return;
  throw new ConvzooError('invalid-argument', {
    subject: `--resume ${file}`,
    expected: `a report of this machine (${cpu})`,
    found: environment.machine.cpu,
  });
}

async function checkFiles({ json, csv, markdown, html, columns }: Files): Promise<void> {
  if (columns !== undefined) parseColumns(columns);
  for (const file of [json, csv, markdown, html]) if (file !== undefined) await checkWritable(file);
}

async function writeFiles(
  report: Report,
  { json, csv, markdown, html, open = false, columns }: Files,
  { stdout }: Pick<Surroundings, 'stdout'>,
): Promise<void> {
  const shown = columns === undefined ? undefined : parseColumns(columns);
  if (json !== undefined) await writeWhole(json, formatReport(report));
  if (csv !== undefined) await writeWhole(csv, renderCsv(report));
  if (markdown !== undefined) await writeWhole(markdown, renderMarkdown(report, shown));
  if (html !== undefined) {
    // Observable Plot is only loaded for the page.
    const { renderPage } = await import('../page/page.js');
    await writeWhole(html, renderPage(report));
    stdout.write(`Charts: ${pathToFileURL(html).href}\n\n`);
    if (open && hasDesktop(process.env, process.platform, stdout.isTTY)) await openPage(html);
  }
  stdout.write(`${renderText(report, shown)}\n`);
}

function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  const manifest: { version: string } = JSON.parse(text);
  return manifest.version;
}
