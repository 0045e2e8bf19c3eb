import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { configOf, merged, withConfigFlags } from './train-flags.js';

const parse = (...args: string[]): object => {
  const command = withConfigFlags(new Command().exitOverride().configureOutput({ writeErr: () => {} }));
  return configOf(command.parse(args, { from: 'user' }).opts());
};

test('flags are the fields of a config', () => {
  expect(parse()).toEqual({});
  expect(parse('--optimizer', 'adamw', '--weight-decay', '0.05', '--batch', '8', '--balanced')).toEqual({
    optimizer: { kind: 'adamw', weightDecay: 0.05 },
    batchSize: 8,
    head: { balanced: true },
  });
  expect(parse('--schedule', 'step', '--milestones', '5,10', '--head', 'single-class')).toEqual({
    schedule: { kind: 'step', milestones: [5, 10] },
    head: { kind: 'binary' },
  });
});

test('layers are frozen throughout, or none', () => {
  expect(parse('--freeze', 'layer4.1.relu')).toEqual({ freezing: [{ epoch: 0, upTo: 'layer4.1.relu' }] });
  expect(parse('--freeze', 'none')).toEqual({ freezing: [] });
  expect(parse('--freeze', '0:layer4.1.relu, 5:none')).toEqual({
    freezing: [{ epoch: 0, upTo: 'layer4.1.relu' }, { epoch: 5 }],
  });
});

interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly oneOf?: readonly JsonSchema[];
}

/** The paths of all values that the published schema of a config has. */
function fieldsIn({ properties = {}, oneOf = [] }: JsonSchema, path: readonly string[] = []): string[] {
  const below = [
    ...oneOf.flatMap((option) => fieldsIn(option, path)),
    ...Object.entries(properties).flatMap(([name, schema]) => fieldsIn(schema, [...path, name])),
  ];
  return below.length > 0 ? below : [path.join('.')];
}

/** The fields that some flag sets. */
function fieldsOfFlags(): string[] {
  const { options } = withConfigFlags(new Command());
  return options.flatMap(({ long, required }) => {
    const values = required ? [...samples, ...choicesOf(String(long))] : [undefined];
    for (const value of values) {
      try {
        return pathsIn(parse(long!, ...(value === undefined ? [] : [value])));
      } catch {}
    }
    throw new Error(`no value for ${long}`);
  });
}

/** Values of which each flag with a number or a text takes one. */
const samples = ['0.5', '1', '2', 'text'];

/** The names that a flag's error offers. */
function choicesOf(flag: string): string[] {
  try {
    parse(flag, '?');
    return [];
  } catch (error) {
    return /one of ([\w-]+)/.exec(String(error))?.slice(1) ?? [];
  }
}

function pathsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [''];
  return Object.entries(value).flatMap(([name, inner]) =>
    pathsIn(inner).map((path) => (path === '' ? name : `${name}.${path}`)),
  );
}

test('every field of the published schema has a flag', () => {
  const file = new URL('../../../train/schema.json', import.meta.url);
  const fields = new Set(fieldsIn(JSON.parse(readFileSync(file, 'utf8'))));
  // The argument, and what --size, --channels, --width and --option give.
  const elsewhere = ['$schema', 'data', 'modelOptions'];
  expect([...fieldsOfFlags(), ...elsewhere].sort()).toEqual([...fields].sort());
});

test.each([
  ['--epochs', '0', '--epochs: expected a whole number, at least 1, found 0'],
  ['--validation', '1', '--validation: expected a number, at least 0, below 1, found 1'],
  ['--patience', 'few', 'Expected a number'],
  ['--optimizer', 'adam', 'Did you mean "adamw"?'],
  ['--milestones', '5,-1', 'at least 0'],
  ['--head', 'soft', 'multi-label'],
])('%s %s is refused', (flag, value, message) => {
  expect(() => parse(flag, value)).toThrow(message);
});

test('fields inside objects are merged one by one', () => {
  const base = { epochs: 3, head: { kind: 'binary', class: 'cat' }, freezing: [1] };
  expect(merged(base, { head: { class: 'dog' }, freezing: [] })).toEqual({
    epochs: 3,
    head: { kind: 'binary', class: 'dog' },
    freezing: [],
  });
});
