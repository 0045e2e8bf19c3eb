import { ConvzooError } from '@convzoo/core';
import { parseJson } from '@convzoo/core/json';
import type { Progress } from '../progress.js';

/**
 * Reads the progress of a training run.
 *
 * @throws ConvzooError `invalid-data`
 */
export function parseProgress(text: string, subject: string): Progress {
  let value: unknown;
  try {
    value = parseJson(text);
  } catch {
    value = undefined;
  }
  if (isProgress(value)) return value;
  throw new ConvzooError('invalid-data', {
    subject,
    expected: 'the progress of a training run, format version 1',
    found: text === '' ? 'an empty file' : text.slice(0, 80),
    remedy: 'Delete this checkpoint to resume from the one before it.',
  });
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;

function isProgress(value: unknown): value is Progress {
  return (
    isObject(value) &&
    value.formatVersion === 1 &&
    ['stepsPerEpoch', 'epoch', 'stepInEpoch', 'step'].every((name) => isCount(value[name])) &&
    Number.isSafeInteger(value.seed) &&
    typeof value.lossSum === 'number' &&
    Array.isArray(value.history) &&
    value.history.every((one) => isObject(one) && isCount(one.epoch) && isCount(one.step)) &&
    (value.best === undefined || (isObject(value.best) && isCount(value.best.epoch))) &&
    isIdentity(value.run)
  );
}

function isIdentity(value: unknown): boolean {
  return (
    isObject(value) &&
    ['architecture', 'head', 'optimizer', 'data'].every((name) => typeof value[name] === 'string') &&
    Array.isArray(value.classes) &&
    isCount(value.samples) &&
    typeof value.learningRate === 'number'
  );
}
