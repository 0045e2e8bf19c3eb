import { resolve } from 'node:path';
import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import type { TaskSettings } from '../accuracy/tasks.js';
import type { Sampling } from '../measure/sampling.js';
import {
  browserEngines,
  type Measure,
  measures,
  type Precision,
  parseEngine,
  precisions,
} from '../measure/subject.js';
import type { Model } from '../models/models.js';
import { selectModels } from '../models/select.js';
import { type Preset, type PresetName, presets } from './presets.js';

/** The flags of a benchmark as commander gives them. */
export interface Flags {
  readonly preset: string;
  readonly models?: string;
  readonly runtime: string;
  readonly browser?: boolean;
  readonly batch?: string;
  readonly precision: string;
  readonly only?: string;
  readonly samples?: string;
  readonly time?: string;
  readonly rounds?: string;
  readonly seeds?: string;
  readonly dataset?: string;
  readonly weights?: string;
  readonly save?: string;
  readonly timeBudget?: string;
  readonly timeLimit?: string;
}

/** What is to be measured, and how thoroughly. */
export interface Settings {
  readonly preset: PresetName;
  readonly models: readonly Model[];
  /** As asked for; `all` is not expanded yet. */
  readonly engines: readonly string[];
  readonly precisions: readonly Precision[];
  readonly batches: readonly number[];
  readonly trainingBatch: number;
  readonly measures: readonly Measure[];
  readonly sampling: Sampling;
  readonly rounds: number;
  readonly seeds: number;
  readonly tasks: readonly TaskSettings[];
  /** Folder for the networks that are trained. */
  readonly save: string | undefined;
  readonly timeBudgetMs: number | undefined;
  readonly timeLimitMs: number;
}

/** @throws ConvzooError `invalid-argument` or `unknown-name` */
export function settingsOf(flags: Flags): Settings {
  const presetName = oneOf('--preset', flags.preset, Object.keys(presets) as PresetName[]);
  const preset = presets[presetName];
  const engines = [...items(flags.runtime), ...(flags.browser === true ? browserEngines : [])];
  for (const engine of engines) if (engine !== 'all') parseEngine(engine);
  const chosen = items(flags.precision).map((name) => oneOf('--precision', name, precisions));
  const given = <T>(text: string | undefined, parse: (text: string) => T, otherwise: T): T =>
    text === undefined ? otherwise : parse(text);
  const settings: Settings = {
    preset: presetName,
    models: selectModels(given(flags.models, items, [...preset.models])),
    engines,
    precisions: chosen,
    batches: given(flags.batch, (text) => items(text).map((item) => count('--batch', item)), preset.batches),
    trainingBatch: given(
      flags.batch,
      (text) => Math.max(...items(text).map((item) => count('--batch', item))),
      preset.trainingBatch,
    ),
    measures: given<readonly Measure[]>(
      flags.only,
      (text) => items(text).map((name) => oneOf('--only', name, measures)),
      preset.measures,
    ),
    sampling: {
      warmups: preset.sampling.warmups,
      samples: given(flags.samples, (text) => count('--samples', text), preset.sampling.samples),
      timeMs: given(flags.time, (text) => duration('--time', text), preset.sampling.timeMs),
    },
    rounds: given(flags.rounds, (text) => count('--rounds', text), preset.rounds),
    seeds: given(flags.seeds, (text) => count('--seeds', text), preset.seeds),
    tasks: tasksOf(flags, preset),
    save: flags.save === undefined ? undefined : resolve(flags.save),
    timeBudgetMs: given<number | undefined>(
      flags.timeBudget,
      (text) => duration('--time-budget', text),
      preset.timeBudgetMs,
    ),
    timeLimitMs: given(flags.timeLimit, (text) => duration('--time-limit', text), preset.timeLimitMs),
  };
  checkPrecisions(settings);
  checkSave(settings);
  return settings;
}

function tasksOf({ dataset, weights }: Flags, { tasks, budget, testImages }: Preset): TaskSettings[] {
  if (dataset !== undefined) {
    const tested = weights === undefined ? { testImages } : { weights };
    return [{ name: 'dataset', budget, source: dataset, ...tested }];
  }
  if (weights === undefined) return tasks.map((name) => ({ name, budget }));
  throw new ConvzooError('invalid-argument', {
    subject: '--weights',
    expected: '--dataset, with the images to evaluate the weights on',
    found: 'none',
  });
}

/** Only ONNX Runtime computes with int8. */
function checkPrecisions({ precisions: chosen, engines }: Settings): void {
  if (!chosen.includes('int8') || engines.some((engine) => /^(compiled|all)/.test(engine))) return;
  throw new ConvzooError('invalid-argument', {
    subject: '--precision int8',
    expected: 'the runtime compiled or all, which alone can compute with int8',
    found: engines.join(', '),
    remedy: 'Add it: --runtime compiled.',
  });
}

/** Only accuracy trains networks to the end. */
function checkSave({ save, measures: chosen, tasks }: Settings): void {
  const trained = chosen.includes('accuracy') && tasks.every(({ weights }) => weights === undefined);
  if (save === undefined || trained) return;
  throw new ConvzooError('invalid-argument', {
    subject: '--save',
    expected: 'networks that are trained for their accuracy',
    found: chosen.includes('accuracy') ? '--weights, which are only evaluated' : `--only ${chosen.join(',')}`,
  });
}

function oneOf<T extends string>(flag: string, name: string, names: readonly T[]): T {
  const found = names.find((candidate) => candidate === name);
  if (found !== undefined) return found;
  throw new ConvzooError('unknown-name', {
    subject: flag,
    expected: names.join(', '),
    found: describe(name),
    remedy: didYouMean(name, names),
  });
}

function count(flag: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new ConvzooError('invalid-argument', {
    subject: flag,
    expected: 'whole numbers above 0',
    found: describe(text),
  });
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `500`, `500ms`, `30s`, `10m`, `2h`. */
function duration(flag: string, text: string): number {
  const [, number, unit = 'ms'] = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text) ?? [];
  const value = Number(number) * units[unit]!;
  if (value > 0) return value;
  throw new ConvzooError('invalid-argument', {
    subject: flag,
    expected: 'a duration such as 500ms, 30s, 10m or 2h',
    found: describe(text),
  });
}

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
