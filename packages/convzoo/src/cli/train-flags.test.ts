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
