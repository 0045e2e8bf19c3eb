import { type ConfigField, configFields } from '@convzoo/train/config';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { headKind, list } from './flags.js';

// The flags of `convzoo train` for the fields of its config, from the config's schema.

/** Flags that are not called after their field's whole path. */
const names: Readonly<Record<string, string>> = {
  batchSize: 'batch',
  'head.class': 'class',
  'head.balanced': 'balanced',
  'head.labelSmoothing': 'label-smoothing',
  'optimizer.momentum': 'momentum',
  'optimizer.nesterov': 'nesterov',
  'optimizer.weightDecay': 'weight-decay',
  'schedule.warmupEpochs': 'warmup-epochs',
  'schedule.milestones': 'milestones',
};

/** Help that says more than the schema. */
const descriptions: Readonly<Record<string, string>> = {
  epochs: 'passes over the data (default: 10)',
};

interface Flag {
  readonly field: ConfigField;
  readonly option: Option;
}

/** What a command line says of a config, by the names of its flags. */
export type ConfigFlags = Readonly<Record<string, unknown>>;

export function withConfigFlags(command: Command): Command {
  for (const { option } of configFlags()) command.addOption(option);
  return command.option(
    '--freeze <layer>',
    'freeze the layers up to this one throughout, or none; or from epochs on, as 0:layer4.1.relu,5:none',
    stages,
  );
}

/** The fields that flags set, as the object that a config file would hold. */
export function configOf(flags: ConfigFlags): object {
  const given = configFlags().flatMap(({ field, option }) => {
    const value = flags[option.attributeName()];
    return value === undefined ? [] : [{ path: field.path, value }];
  });
  const config = given.reduce<object>((all, { path, value }) => withField(all, path, value), {});
  return flags.freeze === undefined ? config : { ...config, freezing: flags.freeze };
}

/** `layer4.1.relu`, `none`, or several of them from epochs on: `0:layer4.1.relu,5:none`. */
function stages(text: string): object[] {
  if (text === 'none') return [];
  return list(text).map((stage) => {
    const [, epoch = '0', layer = stage] = /^(\d+):(.+)$/.exec(stage) ?? [];
    return { epoch: Number(epoch), ...(layer === 'none' ? {} : { upTo: layer }) };
  });
}

/** Objects with the fields of both; the second one's win. */
export function merged(base: object, over: object): object {
  const both = Object.entries(over).map(([name, value]) => {
    const before: unknown = Object.hasOwn(base, name) ? Reflect.get(base, name) : undefined;
    return [name, isObject(before) && isObject(value) ? merged(before, value) : value] as const;
  });
  return { ...base, ...Object.fromEntries(both) };
}

function withField(config: object, [name = '', ...rest]: readonly string[], value: unknown): object {
  return merged(config, { [name]: rest.length === 0 ? value : withField({}, rest, value) });
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function configFlags(): Flag[] {
  return configFields()
    .filter(({ path }) => path[0] !== 'data')
    .map((field) => ({ field, option: optionOf(field) }));
}

function optionOf(field: ConfigField): Option {
  const { path, type, check } = field;
  const key = path.join('.');
  const flag = `--${names[key] ?? kebab(path.filter((name) => name !== 'kind'))}`;
  const description = descriptions[key] ?? asHelp(field);
  if (type === 'boolean') return new Option(flag, description);
  const option = new Option(
    `${flag} <${type === 'choice' ? 'name' : type === 'text' ? 'text' : 'n'}>`,
    description,
  );
  return option.argParser((text: string) => {
    return check(key === 'head.kind' ? headKind(text) : valueIn(text, type), flag);
  });
}

function valueIn(text: string, type: ConfigField['type']): unknown {
  if (type === 'number') return numberIn(text);
  return type === 'numbers' ? list(text).map(numberIn) : text;
}

function numberIn(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('Expected a number.');
}

function kebab(path: readonly string[]): string {
  return path.map((name) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)).join('-');
}

/** `Images per step. Default 32.` as `images per step (default: 32)`, with the choices in between. */
function asHelp({ description, choices }: ConfigField): string {
  const [, what = '', standard] = /^(.*?)(?:\. Default:? (.*))?\.$/.exec(description) ?? [];
  return [
    what.charAt(0).toLowerCase() + what.slice(1),
    choices === undefined ? '' : `: ${choices.join(', ')}`,
    standard === undefined || standard === 'false' ? '' : ` (default: ${standard})`,
  ].join('');
}
