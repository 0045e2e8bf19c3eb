import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import { type Family, families } from './families.js';

/** A network of the registry, as data, so that another process can import it by itself. */
export interface RegisteredModel {
  readonly name: string;
  readonly family: string;
  /** The npm package that exports its builder under its name. */
  readonly package: string;
  /** How many classes the dataset of its paper has. */
  readonly classes: number;
}

const entries: readonly (readonly [RegisteredModel, Family])[] = families.flatMap((family) =>
  family.networks.flatMap(({ classes, names }) =>
    names.map((name) => [{ name, family: family.name, package: family.package, classes }, family] as const),
  ),
);

/** Every network of the registry. */
export const models: readonly RegisteredModel[] = entries.map(([model]) => model);

const familiesByModel: ReadonlyMap<string, Family> = new Map(
  entries.map(([{ name }, family]) => [name, family]),
);

/** Whether the registry has a network of this name. */
export function isRegistered(name: string): boolean {
  return familiesByModel.has(name);
}

/**
 * The options that a network offers beyond size and width, with their values.
 *
 * @throws ConvzooError `unknown-name`, with the nearest name
 */
export function choicesOf(name: string): Family['choices'] {
  return familyOf(name).choices;
}

/** Options that every network has. */
const commonOptions: readonly string[] = ['inputShape', 'inputChannels', 'width'];

/**
 * Checks the names and values of options against what a network of the registry offers. Other networks check theirs.
 *
 * @throws ConvzooError `unknown-name` for an option or a value that does not exist
 */
export function checkChoices(name: string, options: Readonly<Record<string, unknown>> = {}): void {
  const choices = familiesByModel.get(name)?.choices;
  if (choices === undefined) return;
  for (const [option, value] of Object.entries(options)) {
    if (commonOptions.includes(option)) continue;
    const values = Object.hasOwn(choices, option) ? choices[option] : undefined;
    if (values === undefined) throw unknownChoice(`option of ${name}`, option, Object.keys(choices));
    if (!values.some((one) => one === value)) {
      throw unknownChoice(`${option} of ${name}`, String(value), values.map(String));
    }
  }
}

function unknownChoice(subject: string, found: string, names: readonly string[]): ConvzooError {
  return new ConvzooError('unknown-name', {
    subject,
    expected: names.length === 0 ? 'none: it has no options of its own' : `one of ${names.join(', ')}`,
    found: describe(found),
    remedy: didYouMean(found, names),
  });
}

/**
 * The family of a network.
 *
 * @throws ConvzooError `unknown-name`, with the nearest name
 */
export function familyOf(name: string): Family {
  const family = familiesByModel.get(name);
  if (family !== undefined) return family;
  throw unknownModel(name);
}

/** The error for an unknown name. */
export function unknownModel(name: string): ConvzooError {
  const names = models.map((model) => model.name);
  return new ConvzooError('unknown-name', {
    subject: 'model',
    expected:
      'a name that `convzoo models` lists, a file, a folder, a URL, a hub repository or module#export',
    found: describe(name),
    remedy: didYouMean(name, names),
  });
}
