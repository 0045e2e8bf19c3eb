import { ConvzooError, describe, didYouMean } from '@convzoo/core/errors';
import * as v from 'valibot';
import { namesIn, type TrainConfig, trainConfigSchema } from './schema.js';

/**
 * Checks a config, such as a parsed JSON file; `source` names it in messages.
 *
 * @throws ConvzooError `invalid-argument` for a value that cannot be meant; `unknown-name`, with the nearest name,
 * for a field that does not exist
 */
export function parseTrainConfig(value: unknown, source = 'config'): TrainConfig {
  if (Array.isArray(value)) throw wrong(source, 'an object', value);
  const { $schema: _, ...config } = parseWith(trainConfigSchema, value, source);
  return config;
}

/** Parses by a schema whose messages say what it expects. */
export function parseWith<S extends v.GenericSchema>(
  schema: S,
  value: unknown,
  source: string,
): v.InferOutput<S> {
  const { success, output, issues } = v.safeParse(schema, value);
  if (success) return output;
  // A misspelled field may be one that is missing too.
  throw errorOf(issues.find(({ expected }) => expected === 'never') ?? issues[0], source);
}

function errorOf({ expected, message, input, path }: v.BaseIssue<unknown>, source: string): ConvzooError {
  const at = (path ?? []).reduce(
    (text, { key }) => (typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`),
    source,
  );
  if (expected === 'never') {
    const name = String(path?.at(-1)?.key);
    const known = message.replace(/^fields among /, '').split(', ');
    return new ConvzooError('unknown-name', {
      subject: at.slice(0, -name.length - 1),
      expected: message,
      found: describe(name),
      remedy: didYouMean(name, known),
    });
  }
  const names = message.startsWith('one of ') ? namesIn(expected) : [];
  return wrong(at, message, input, typeof input === 'string' ? didYouMean(input, names) : undefined);
}

function wrong(subject: string, expected: string, found: unknown, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-argument', {
    subject,
    expected,
    found: describe(found),
    remedy,
  });
}
