import type { HeadKind } from '@convzoo/core';
import { InvalidArgumentError } from 'commander';

// Parsers of options' values. What they refuse is a wrong command line.

/** A whole number of at least 1. */
export function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError('Expected a whole number of at least 1.');
}

/** A whole number of at least 0. */
export function whole(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a whole number of at least 0.');
}

/** A number above 0. */
export function positive(text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('Expected a number above 0.');
}

/** `224`, or `160x224` with the height first. */
export function size(text: string): readonly [height: number, width: number] {
  const match = /^([1-9]\d{0,5})(?:x([1-9]\d{0,5}))?$/.exec(text);
  if (match === null) {
    throw new InvalidArgumentError('Expected pixels, such as 224, or height x width, such as 160x224.');
  }
  return [Number(match[1]), Number(match[2] ?? match[1])];
}

/** Names separated by commas. The option may be repeated. */
export function list(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return [...before, ...names];
  throw new InvalidArgumentError('Expected names separated by commas.');
}

export type Choices = Readonly<Record<string, string | boolean>>;

/** `name=value`, several separated by commas. The option may be repeated. */
export function choices(text: string, before: Choices = {}): Choices {
  const pairs = list(text).map((pair): [string, string | boolean] => {
    const [, name, value] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) {
      throw new InvalidArgumentError('Expected name=value, such as variant=v2.');
    }
    return [name, value === 'true' ? true : value === 'false' ? false : value];
  });
  return { ...before, ...Object.fromEntries(pairs) };
}

/** Heads by task, and by the activation or the word that other tools use. */
const heads: ReadonlyMap<string, HeadKind> = new Map([
  ['multi-class', 'multi-class'],
  ['softmax', 'multi-class'],
  ['multi-label', 'multi-label'],
  ['sigmoid', 'multi-label'],
  ['binary', 'binary'],
  ['single-class', 'binary'],
]);

export function headKind(text: string): HeadKind {
  const kind = heads.get(text);
  if (kind !== undefined) return kind;
  throw new InvalidArgumentError(`Expected one of ${[...heads.keys()].join(', ')}.`);
}
