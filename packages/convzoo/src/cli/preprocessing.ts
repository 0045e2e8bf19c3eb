import type { InputShape } from '@convzoo/core';
import {
  checkPreprocessing,
  cifar10Preprocessing,
  fitPreprocessing,
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  kerasCaffePreprocessing,
  kerasTfPreprocessing,
  type Preprocessing,
  preprocessingFor,
} from '@convzoo/core/preprocess';
import { readJsonObject } from './read-json.js';
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
  const preset = Object.hasOwn(presets, nameOrPath) ? presets[nameOrPath] : undefined;
  if (preset !== undefined) return fitPreprocessing(preset, inputShape);
  if (!nameOrPath.endsWith('.json')) {
    throw wrong('--preprocessing', `a .json file or one of ${Object.keys(presets).join(', ')}`, nameOrPath);
  }
  const changes = await readJsonObject(nameOrPath);
  const defaults = preprocessingFor(inputShape);
  const unknown = Object.keys(changes).find((key) => !Object.hasOwn(defaults, key));
  if (unknown !== undefined) {
    throw wrong(nameOrPath, `only the fields ${Object.keys(defaults).join(', ')}`, unknown);
  }
  const merged: unknown = { ...defaults, ...changes };
  checkPreprocessing(merged, nameOrPath);
  return merged;
}
