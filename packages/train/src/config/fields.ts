import * as v from 'valibot';
import { parseWith } from './parse.js';
import { namesIn, oneOf, trainConfigSchema } from './schema.js';

/** A value of a config, as a command line or a form may ask for it. */
export interface ConfigField {
  /** Where it is in a config, such as ['optimizer', 'momentum']. */
  readonly path: readonly string[];
  readonly type: 'text' | 'number' | 'numbers' | 'boolean' | 'choice';
  /** Of a choice. */
  readonly choices?: readonly string[];
  readonly description: string;
  /**
   * Returns a value if it may stand in this field.
   *
   * @throws ConvzooError `invalid-argument`
   */
  readonly check: (value: unknown, source: string) => unknown;
}

/**
 * The fields of a config that hold one value or a list of numbers, those of objects inside it too, from its schema.
 * The stages of `freezing` and the `modelOptions` are not among them.
 */
export function configFields(): ConfigField[] {
  const fields = fieldsOf(trainConfigSchema, [], '').filter(({ path }) => path[0] !== '$schema');
  // The optimizers share a field, and so do the schedules.
  return [...new Map(fields.map((field) => [field.path.join('.'), field])).values()];
}

function fieldsOf(schema: v.GenericSchema, path: readonly string[], inherited: string): ConfigField[] {
  const description = v.getDescription(schema) ?? inherited;
  const { type, expects } = schema;
  const check: ConfigField['check'] = (value, source) => parseWith(schema, value, source);
  const field = { path, description, check };
  if ('wrapped' in schema && isSchema(schema.wrapped)) return fieldsOf(schema.wrapped, path, description);
  if ('entries' in schema) {
    return Object.entries(schema.entries ?? {}).flatMap(([name, entry]) =>
      isSchema(entry) ? fieldsOf(entry, [...path, name], description) : [],
    );
  }
  if ('options' in schema && type === 'variant' && Array.isArray(schema.options)) {
    const choices = schema.options.flatMap(({ entries }) => namesIn(entries.kind.expects));
    const kind: ConfigField = {
      path: [...path, 'kind'],
      type: 'choice',
      choices,
      description,
      check: (value, source) => parseWith(oneOf(choices), value, source),
    };
    return [kind, ...schema.options.flatMap((option) => fieldsOf(option, path, description))];
  }
  if (type === 'string') return [{ ...field, type: 'text' }];
  if (type === 'number' || type === 'boolean') return [{ ...field, type }];
  if (type === 'picklist') return [{ ...field, type: 'choice', choices: namesIn(expects) }];
  const isNumbers = 'item' in schema && isSchema(schema.item) && schema.item.type === 'number';
  return isNumbers ? [{ ...field, type: 'numbers' }] : [];
}

function isSchema(value: unknown): value is v.GenericSchema {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'schema';
}
