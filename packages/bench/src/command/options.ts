import { parseArgs } from 'node:util';
import { ConvzooError, nearest } from '@convzoo/core/errors';
import { type PresetName, presets, type Sampling } from '../measure/sampling.js';
import { type Model, models } from '../models/models.js';
import { selectModels } from '../models/select.js';

export const usage: string = `Usage: convzoo-bench [options]

Measures throughput, latency and memory of image classifiers, each in a process of its own.

  --preset quick|full  how thoroughly (default quick)
  --models LIST        names, * and ? allowed, or module#export (default all of convzoo's)
  --runtime LIST       auto, tensorflow-gpu, webgpu, onnxruntime, tensorflow, wasm, cpu (default auto)
  --batch LIST         images per run (default ${list(presets.quick.batches)}; full: ${list(presets.full.batches)})
  --samples N          fewest timed runs (default ${presets.quick.sampling.samples}; full: ${presets.full.sampling.samples})
  --time MS            shortest time of all timed runs (default ${presets.quick.sampling.timeMs}; full: ${presets.full.sampling.timeMs})
  --json FILE          write environment and rows to a file
  --help               print this

A LIST is separated by commas. Exit code: 0 if a model was measured, 1 if none, 130 if interrupted.
`;

export interface Options {
  readonly help: boolean;
  readonly models: readonly Model[];
  readonly runtimes: readonly string[];
  readonly batches: readonly number[];
  readonly sampling: Sampling;
  readonly json: string | undefined;
}

/** Throws `invalid-argument` or `unknown-name` for arguments that make no sense. */
export function parseOptions(args: readonly string[]): Options {
  const values = parse(args);
  const { sampling, batches } = presets[presetNamed(values.preset)];
  const { time, samples, batch, models: patterns } = values;
  return {
    help: values.help,
    models: patterns === undefined ? models : selectModels(items(patterns)),
    runtimes: items(values.runtime),
    batches: batch === undefined ? batches : items(batch).map((item) => count('--batch', item)),
    sampling: {
      ...sampling,
      ...(time === undefined ? {} : { timeMs: count('--time', time) }),
      ...(samples === undefined ? {} : { samples: count('--samples', samples) }),
    },
    json: values.json,
  };
}

const options = {
  preset: { type: 'string', default: 'quick' },
  models: { type: 'string' },
  runtime: { type: 'string', default: 'auto' },
  batch: { type: 'string' },
  samples: { type: 'string' },
  time: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (cause) {
    throw new ConvzooError('invalid-argument', {
      subject: 'arguments',
      expected: 'the options that --help lists',
      found: cause instanceof Error ? cause.message : String(cause),
      cause,
    });
  }
}

function presetNamed(name: string): PresetName {
  if (name === 'quick' || name === 'full') return name;
  const names = Object.keys(presets);
  throw new ConvzooError('unknown-name', {
    subject: '--preset',
    expected: names.join(' or '),
    found: `"${name}"`,
    remedy: `Did you mean ${nearest(name, names)}?`,
  });
}

function count(option: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new ConvzooError('invalid-argument', {
    subject: option,
    expected: 'whole numbers above 0',
    found: `"${text}"`,
  });
}

function items(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}

function list(values: readonly number[]): string {
  return values.join(',');
}
