import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import {
  cifar10Preprocessing,
  imagenetPreprocessing,
  imagenetV2Preprocessing,
  kerasCaffePreprocessing,
  kerasTfPreprocessing,
  type Preprocessing,
} from '@convzoo/core/preprocess';
import { readJsonObject } from './read-json.js';

const presets: Readonly<Record<string, Preprocessing>> = {
  imagenet: imagenetPreprocessing,
  'imagenet-v2': imagenetV2Preprocessing,
  cifar10: cifar10Preprocessing,
  'keras-caffe': kerasCaffePreprocessing,
  'keras-tf': kerasTfPreprocessing,
};

export const presetNames: readonly string[] = Object.keys(presets);

/**
 * A preset by name, or the fields of a JSON file, which replace those that a model would have without them.
 *
 * @throws ConvzooError `unknown-name` for another preset or field; `file-error` for a file that cannot be read
 */
export async function readPreprocessing(nameOrPath: string): Promise<Partial<Preprocessing>> {
  if (Object.hasOwn(presets, nameOrPath)) return presets[nameOrPath]!;
  const isFile = nameOrPath.endsWith('.json');
  const fields: Partial<Preprocessing> = isFile ? await readJsonObject(nameOrPath) : {};
  const known = Object.keys(isFile ? imagenetPreprocessing : presets);
  const unknown = isFile ? Object.keys(fields).find((name) => !known.includes(name)) : nameOrPath;
  if (unknown === undefined) return fields;
  throw new ConvzooError('unknown-name', {
    subject: isFile ? nameOrPath : '--preprocessing',
    expected: isFile ? `fields among ${known.join(', ')}` : `a .json file or one of ${known.join(', ')}`,
    found: describe(unknown),
    remedy: didYouMean(unknown, known),
  });
}
