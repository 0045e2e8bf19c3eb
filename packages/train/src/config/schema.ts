import { ConvzooError, nearest } from '@convzoo/core/errors';

/**
 * Reads a value of unknown origin, such as parsed JSON. `path` says where it stands, for messages.
 *
 * @throws ConvzooError `invalid-argument`; `unknown-name` for a field or choice that does not exist
 */
export type Schema<T> = (value: unknown, path: string) => T;

export const text: Schema<string> = (value, path) => {
  if (typeof value === 'string' && value !== '') return value;
  throw wrong(path, 'a text', value);
};

export const yesOrNo: Schema<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value;
  throw wrong(path, 'true or false', value);
};

/** A number in a range that includes `min` and `max` but not `above` and `below`. */
export function number({
  min = Number.NEGATIVE_INFINITY,
  max = Number.POSITIVE_INFINITY,
  above = Number.NEGATIVE_INFINITY,
  below = Number.POSITIVE_INFINITY,
  whole = false,
}: {
  readonly min?: number;
  readonly max?: number;
  readonly above?: number;
  readonly below?: number;
  readonly whole?: boolean;
} = {}): Schema<number> {
  const bounds = [
    Number.isFinite(min) ? `at least ${min}` : '',
    Number.isFinite(above) ? `above ${above}` : '',
    Number.isFinite(max) ? `at most ${max}` : '',
    Number.isFinite(below) ? `below ${below}` : '',
  ].filter((bound) => bound !== '');
  const expected = [whole ? 'a whole number' : 'a number', ...bounds].join(', ');
  return (value, path) => {
    const fits =
      typeof value === 'number' && Number.isFinite(value) && (!whole || Number.isSafeInteger(value));
    if (fits && value >= min && value > above && value <= max && value < below) return value;
    throw wrong(path, expected, value);
  };
}

export function oneOf<const T extends string>(choices: readonly T[]): Schema<T> {
  return (value, path) => {
    const choice = choices.find((one) => one === value);
    if (choice !== undefined) return choice;
    throw wrong(path, `one of ${choices.join(', ')}`, value, suggestion(value, choices));
  };
}

export function listOf<T>(item: Schema<T>): Schema<T[]> {
  return (value, path) => {
    if (Array.isArray(value)) return value.map((one, i) => item(one, `${path}[${i}]`));
    throw wrong(path, 'a list', value);
  };
}

/** A field that may be left out. */
export interface Optional<T> {
  readonly optional: Schema<T>;
}

export const optional = <T>(schema: Schema<T>): Optional<T> => ({ optional: schema });

type Fields = Readonly<Record<string, Schema<unknown> | Optional<unknown>>>;

/** What an object with such fields is read as. */
export type ObjectOf<F extends Fields> = {
  readonly [K in keyof F as F[K] extends Optional<unknown> ? never : K]: F[K] extends Schema<infer T>
    ? T
    : never;
} & {
  readonly [K in keyof F as F[K] extends Optional<unknown> ? K : never]?: F[K] extends Optional<infer T>
    ? T
    : never;
};

/** An object with these fields and no others. */
export function object<F extends Fields>(fields: F): Schema<ObjectOf<F>> {
  return (value, path) => {
    const given = record(value, path);
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(fields, name)) continue;
      throw new ConvzooError('unknown-name', {
        subject: path,
        expected: `fields among ${Object.keys(fields).join(', ')}`,
        found: `"${name}"`,
        remedy: `Did you mean "${nearest(name, Object.keys(fields))}"?`,
      });
    }
    const read = Object.entries(fields).flatMap(([name, field]) => {
      const place = path === '' ? name : `${path}.${name}`;
      const isOptional = typeof field !== 'function';
      if (isOptional && given[name] === undefined) return [];
      return [[name, (isOptional ? field.optional : field)(given[name], place)]];
    });
    return Object.fromEntries(read);
  };
}

/** Any object, whose fields somebody else checks. */
export const record: Schema<Readonly<Record<string, unknown>>> = (value, path) => {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value));
  throw wrong(path, 'an object', value);
};

/** An object whose `kind` says what its other fields are. */
export function byKind<M extends Readonly<Record<string, Fields>>>(
  kinds: M,
): Schema<{ [K in keyof M & string]: { readonly kind: K } & ObjectOf<M[K]> }[keyof M & string]> {
  return (value, path) => {
    const kind = oneOf(Object.keys(kinds))(record(value, path).kind, `${path}.kind`);
    return object({ kind: oneOf([kind]), ...kinds[kind] })(value, path) as never;
  };
}

function suggestion(value: unknown, choices: readonly string[]): string | undefined {
  return typeof value === 'string' ? `Did you mean "${nearest(value, choices)}"?` : undefined;
}

function wrong(path: string, expected: string, value: unknown, remedy?: string): ConvzooError {
  return new ConvzooError('invalid-argument', {
    subject: path,
    expected,
    found: value === undefined ? 'nothing' : JSON.stringify(value),
    ...(remedy === undefined ? {} : { remedy }),
  });
}
