import * as alexnets from '@convzoo/alexnet';
import { type ArchitectureOptions, type ClassifierBuilder, ConvzooError } from '@convzoo/core';
import { nearest } from '@convzoo/core/errors';
import * as resnets from '@convzoo/resnet';
import * as vggs from '@convzoo/vgg';

const { compare: natural } = new Intl.Collator('en', { numeric: true });

/** Every model by name: the families one after the other, each from its smallest number on. */
export const zoo: ReadonlyMap<string, ClassifierBuilder> = new Map<string, ClassifierBuilder>(
  [alexnets, vggs, resnets].flatMap((family) =>
    Object.entries<ClassifierBuilder>(family).sort(([a], [b]) => natural(a, b)),
  ),
);

/** The builder of a model. Throws `unknown-name` and suggests the nearest one. */
export function builderOf(model: string): ClassifierBuilder {
  const builder = zoo.get(model);
  if (builder !== undefined) return builder;
  throw new ConvzooError('unknown-name', {
    subject: 'model',
    expected: 'a name that `convzoo models` lists',
    found: `"${model}"`,
    remedy: `Did you mean "${nearest(model, [...zoo.keys()])}"?`,
  });
}

/** Choices that a family's networks offer beyond size and width, with their values. */
const choices: Readonly<Record<string, Readonly<Record<string, readonly (string | boolean)[]>>>> = {
  alexnet: {},
  vgg: { neck: ['imagenet', 'cifar', 'pool'] },
  resnet: {
    variant: ['v1', 'v1.5', 'v2'],
    stem: ['imagenet', 'cifar'],
    shortcut: ['projection', 'identity'],
    residual: [true, false],
  },
};

/** Architecture options as they stand on a command line. */
export interface ModelFlags {
  /** `224` or `160x224`, height first. */
  size?: string;
  channels?: string;
  width?: string;
  /** `name=value`, once per choice. */
  option?: readonly string[];
}

/** Turns flags into architecture options. Throws `invalid-argument` or `unknown-name`. */
export function architectureOptions(model: string, flags: ModelFlags): ArchitectureOptions {
  const { family } = builderOf(model).architecture();
  return {
    ...(flags.size === undefined ? {} : { inputShape: parseSize(flags.size) }),
    ...(flags.channels === undefined ? {} : { inputChannels: parseNumber('--channels', flags.channels) }),
    ...(flags.width === undefined ? {} : { width: parseNumber('--width', flags.width) }),
    ...Object.fromEntries((flags.option ?? []).map((text) => parseChoice(family, text))),
  };
}

/** The flags that stand for architecture options in a config file. Throws `invalid-argument`. */
export function configuredFlags(options: Readonly<Record<string, unknown>>): ModelFlags {
  const { inputShape, inputChannels, width, ...rest } = options;
  const [height, columns, channels = inputChannels] = Array.isArray(inputShape) ? inputShape : [];
  if (inputShape !== undefined && columns === undefined) {
    throw wrong('modelOptions.inputShape', 'height and width in pixels', JSON.stringify(inputShape));
  }
  return {
    ...(inputShape === undefined ? {} : { size: `${height}x${columns}` }),
    ...(channels === undefined ? {} : { channels: String(channels) }),
    ...(width === undefined ? {} : { width: String(width) }),
    option: Object.entries(rest).map(([name, value]) => `${name}=${value}`),
  };
}

function parseSize(text: string): [height: number, width: number] {
  const match = /^(\d+)(?:x(\d+))?$/.exec(text);
  if (match === null) throw wrong('--size', 'pixels such as 224, or height x width such as 160x224', text);
  return [Number(match[1]), Number(match[2] ?? match[1])];
}

function parseChoice(family: string, text: string): [name: string, value: string | boolean] {
  const [name = '', given = ''] = text.split('=', 2);
  const offered = choices[family] ?? {};
  const values = offered[name];
  if (values === undefined) {
    throw wrong(
      '--option',
      `one of ${Object.keys(offered).join(', ') || 'no names: this family has none'}`,
      name,
    );
  }
  const value = values.find((one) => String(one) === given);
  if (value === undefined) throw wrong(`--option ${name}`, `one of ${values.join(', ')}`, given);
  return [name, value];
}

/** A number from the command line. Throws `invalid-argument`. */
export function parseNumber(flag: string, text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw wrong(flag, 'a number', text);
  return value;
}

export function wrong(flag: string, expected: string, found: string): ConvzooError {
  return new ConvzooError('invalid-argument', { subject: flag, expected, found: `"${found}"` });
}
