import { readFile } from 'node:fs/promises';
import {
  ConvzooError,
  cifar10Preprocessing,
  fitPreprocessing,
  type InputShape,
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  kerasCaffePreprocessing,
  kerasTfPreprocessing,
  type Preprocessing,
  preprocessingFor,
} from '@convzoo/core';
import { fileError } from './file-error.js';
import { wrong } from './zoo.js';

const presets: Readonly<Record<string, Preprocessing>> = {
  imagenet: imagenetPreprocessing,
  'imagenet-v2': imagenetV2Preprocessing,
  cifar10: cifar10Preprocessing,
  'keras-caffe': kerasCaffePreprocessing,
  'keras-tf': kerasTfPreprocessing,
};

/**
 * A preset by name, or a JSON file whose fields replace those of the default for the input shape. Throws
 * `invalid-argument` for an unknown name or field, `file-error` for a file that can't be read.
 */
export async function readPreprocessing(nameOrPath: string, inputShape: InputShape): Promise<Preprocessing> {
  const preset = presets[nameOrPath];
  if (preset !== undefined) return fitPreprocessing(preset, inputShape);
  if (!nameOrPath.endsWith('.json')) {
    throw wrong('--preprocessing', `a .json file or one of ${Object.keys(presets).join(', ')}`, nameOrPath);
  }
  const changes = await readObject(nameOrPath);
  const defaults = preprocessingFor(inputShape);
  const unknown = Object.keys(changes).find((key) => !(key in defaults));
  if (unknown !== undefined) {
    throw wrong(nameOrPath, `only the fields ${Object.keys(defaults).join(', ')}`, unknown);
  }
  return { ...defaults, ...changes };
}

async function readObject(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw fileError(path, 'a readable JSON file', cause);
  }
  throw new ConvzooError('file-error', { subject: path, expected: 'a JSON object', found: 'other JSON' });
}
