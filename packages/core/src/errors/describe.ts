/** Longest text that `describe` gives. */
const longest = 120;
/** Elements of a list, and properties of an object, that it names. */
const most = 8;
const deepest = 3;

/**
 * A value in words for an error message: strings quoted, lists and objects down to a few levels, of at most
 * 120 characters. Never throws and calls no method of the value, whatever it is.
 */
export function describe(value: unknown): string {
  const text = value === undefined ? 'nothing' : write(value, 0);
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function write(value: unknown, depth: number): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return 'a function';
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return writeObject(value, depth);
  } catch {
    // A proxy or a getter that throws.
    return 'an object that cannot be read';
  }
}

/** JSON's quotes, for the beginning that can be shown at most. */
const quoted = (text: string): string => JSON.stringify(text.slice(0, longest));

function writeObject(value: object, depth: number): string {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value))
    return writeList(value, depth);
  const tag = Object.prototype.toString.call(value).slice('[object '.length, -1);
  if (tag !== 'Object')
    return value instanceof Error ? `${tag} ${quoted(String(value.message))}` : `a ${tag}`;
  const keys = Object.keys(value);
  if (depth === deepest && keys.length > 0) return '{…}';
  const fields = keys.slice(0, most).map((key) => {
    const name = /^[\w$]+$/.test(key) ? key : quoted(key);
    return `${name}: ${write(Reflect.get(value, key), depth + 1)}`;
  });
  return fields.length === 0 ? '{}' : `{ ${[...fields, ...(keys.length > most ? ['…'] : [])].join(', ')} }`;
}

function writeList(value: object, depth: number): string {
  const length = Number(Reflect.get(value, 'length'));
  if (depth === deepest && length > 0) return '[…]';
  const items = Array.from({ length: Math.min(length, most) }, (_, i) =>
    write(Reflect.get(value, i), depth + 1),
  );
  return `[${[...items, ...(length > most ? [`… ${length} in all`] : [])].join(', ')}]`;
}
