import type { Architecture } from '@convzoo/core';
import { checkModelDescription, type ModelDescription } from '@convzoo/core/description';
import { ConvzooError, describe } from '@convzoo/core/errors';
import { imagenetClasses } from '@convzoo/core/imagenet';
import { invalidWeights } from '../invalid.js';
import { isRecord } from '../json.js';
import { fromTimmInput } from './timm-preprocessing.js';

type Fields = Readonly<Record<string, unknown>>;

/** An architecture that a folder by timm may be of. */
export type KnownArchitecture = Pick<Architecture, 'name' | 'package' | 'timm'>;

/** Arguments of timm's models that change nothing when a network classifies, or that are read elsewhere. */
const harmlessArguments = new Set([
  'in_chans',
  'num_classes',
  'drop_rate',
  'drop_path_rate',
  'drop_block_rate',
  'img_size',
]);

/**
 * Describes a model from the `config.json` that timm wrote beside its weights.
 *
 * @param architectures those that the model may be one of; their `timm` says under which name timm has them
 * @param subject what errors call the file
 * @throws ConvzooError `unknown-name` if it is none of them, `invalid-weights` if the file is not valid or if its
 *   preprocessing or arguments have no counterpart here
 */
export function describeTimm(
  config: Fields,
  architectures: readonly KnownArchitecture[],
  subject: string,
): ModelDescription {
  // Old files have all fields on one level.
  const fields = { ...(isRecord(config.pretrained_cfg) ? config.pretrained_cfg : {}), ...config };
  const { architecture: name } = config;
  const known = architectures.find(({ timm }) => timm !== undefined && timm.name === name);
  if (known?.timm === undefined) {
    const names = architectures.flatMap(({ timm }) => (timm === undefined ? [] : [timm.name]));
    throw new ConvzooError('unknown-name', {
      subject: `${subject}: architecture`,
      expected: `one of ${names.join(', ')}`,
      found: describe(name),
    });
  }
  const modelArguments = isRecord(config.model_args) ? config.model_args : {};
  checkArguments({ ...modelArguments, global_pool: fields.global_pool ?? 'avg' }, subject);
  const channels = modelArguments.in_chans;
  const { input_size: size = [3, 224, 224] } = fields;
  const inputSize = channels === undefined || !Array.isArray(size) ? size : [channels, ...size.slice(1)];
  const preprocessing = fromTimmInput({ ...fields, input_size: inputSize }, subject);
  const inputShape = [...preprocessing.crop, preprocessing.mean.length];
  return checkModelDescription(
    {
      schema: 1,
      architecture: {
        name: known.name,
        ...(known.package === undefined ? {} : { package: known.package }),
        options: { ...known.timm.options, inputShape },
      },
      head: { kind: 'multi-class', classes: labelNames(fields, subject) },
      preprocessing,
      versions: {},
    },
    subject,
  );
}

function checkArguments(modelArguments: Fields, subject: string): void {
  const isHarmless = ([name, value]: [string, unknown]): boolean =>
    harmlessArguments.has(name) || (name === 'global_pool' && value === 'avg');
  const odd = Object.entries(modelArguments).find((entry) => !isHarmless(entry));
  if (odd === undefined) return;
  throw invalidWeights(
    `${subject}: model_args`,
    'arguments that leave the architecture as it is',
    `${odd[0]}: ${describe(odd[1])}`,
  );
}

/** The names in the file, those of ImageNet for its 1000 classes, or numbers. */
function labelNames({ num_classes = 1000, label_names }: Fields, subject: string): readonly unknown[] {
  const count =
    Number.isSafeInteger(num_classes) && Number(num_classes) > 0 ? Number(num_classes) : undefined;
  if (count === undefined || count > 100_000) {
    throw invalidWeights(`${subject}: num_classes`, 'a number from 1 to 100000', describe(num_classes));
  }
  const names = isRecord(label_names) ? Object.values(label_names) : label_names;
  if (Array.isArray(names)) {
    if (names.length === count) return names;
    throw invalidWeights(`${subject}: label_names`, `${count} names, as num_classes says`, `${names.length}`);
  }
  if (count === imagenetClasses.length) return imagenetClasses;
  return Array.from({ length: count }, (_, index) => `class ${index}`);
}
