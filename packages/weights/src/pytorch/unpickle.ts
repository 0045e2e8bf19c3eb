import { invalidWeights } from '../invalid.js';
import { type Charge, objectBytes, pickleBudget } from './budget.js';

/**
 * A function that a pickle may name and call. The only functions there are come from the caller's own
 * table: a pickle cannot reach anything else.
 */
export interface PickleFunction<R> {
  readonly kind: 'function';
  /** Charges for what it copies. */
  readonly call: (args: readonly Pickled<R>[], charge: Charge) => Pickled<R>;
}

/** A Python value; lists and tuples are arrays, dicts are maps, `R` stands for what the table makes. */
export type Pickled<R> =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Pickled<R>[]
  | Map<Pickled<R>, Pickled<R>>
  | Set<Pickled<R>>
  | PickleFunction<R>
  | R;

/** What gives a pickle its vocabulary. */
export interface PickleHost<R> {
  /** The meaning of a global such as `collections.OrderedDict`, or undefined to refuse it. */
  readonly findGlobal: (name: string) => Pickled<R> | undefined;
  /** The object that a persistent id stands for. */
  readonly persistentLoad: (id: Pickled<R>, charge: Charge) => Pickled<R>;
}

export interface Unpickled<R> {
  readonly value: Pickled<R>;
  /** Position after the pickle. */
  readonly end: number;
}

const latin1: TextDecoder = new TextDecoder('latin1');
const utf8: TextDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads one pickle of protocol 2 to 5 (opcodes as in CPython's `Lib/pickletools.py`) without executing
 * anything: globals resolve in `host`'s table or the pickle is refused, and object state is dropped. What it builds
 * is bounded by `charge`, by default in proportion to its length.
 * @throws ConvzooError invalid-weights
 */
export function unpickle<R>(
  bytes: Uint8Array,
  start: number,
  host: PickleHost<R>,
  subject: string,
  charge: Charge = pickleBudget(bytes.length - start, subject),
): Unpickled<R> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const memo = new Map<number, Pickled<R>>();
  const marked: Pickled<R>[][] = [];
  let stack: Pickled<R>[] = [];
  let position = start;

  function fail(expected: string, found: string): never {
    throw invalidWeights(`${subject} pickle at byte ${position}`, expected, found);
  }

  function advance(length: number): number {
    const at = position;
    if (length > bytes.length - at) fail(`${length} more bytes`, `${bytes.length - at}`);
    position += length;
    return at;
  }
  const uint8 = () => view.getUint8(advance(1));
  const uint16 = () => view.getUint16(advance(2), true);
  const int32 = () => view.getInt32(advance(4), true);
  const uint32 = () => view.getUint32(advance(4), true);
  const uint64 = () => Number(view.getBigUint64(advance(8), true));
  const take = (length: number) => {
    const at = advance(length);
    return bytes.subarray(at, at + length);
  };
  const text = (length: number) => {
    const encoded = take(length);
    try {
      return utf8.decode(encoded);
    } catch {
      return fail('UTF-8 text', 'other bytes');
    }
  };
  const line = () => {
    const end = bytes.indexOf(0x0a, position);
    if (end < 0) return fail('a line end', 'none');
    const content = text(end - position);
    position++;
    return content;
  };

  function pop(): Pickled<R> {
    const value = stack.pop();
    return value === undefined ? fail('a value on the stack', 'an empty stack') : value;
  }
  const top = (): Pickled<R> => stack.at(-1) ?? (stack.length > 0 ? null : fail('a value', 'an empty stack'));
  const push = (value: Pickled<R>, bytes: number = objectBytes.value) => {
    charge(bytes);
    stack.push(value);
  };
  function popMark(): Pickled<R>[] {
    const items = stack;
    stack = marked.pop() ?? fail('a mark', 'none');
    return items;
  }
  function popMany(count: number): Pickled<R>[] {
    if (stack.length < count) fail(`${count} values on the stack`, `${stack.length}`);
    return stack.splice(stack.length - count, count);
  }

  const remember = (key: number) => {
    charge(objectBytes.entry);
    memo.set(key, top());
  };
  const recall = (key: number) => {
    const value = memo.get(key);
    push(value === undefined ? fail(`memo entry ${key}`, 'none') : value);
  };

  function append(items: readonly Pickled<R>[]): void {
    const list = top();
    charge(items.length * objectBytes.entry);
    if (Array.isArray(list)) for (const item of items) list.push(item);
    else if (list instanceof Set) for (const item of items) list.add(item);
    else fail('a list or set', describe(list));
  }
  function assign(items: readonly Pickled<R>[]): void {
    const dict = top();
    if (!(dict instanceof Map)) fail('a dict', describe(dict));
    charge(items.length * objectBytes.entry);
    if (items.length % 2 !== 0) fail('keys with values', 'an odd count');
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] ?? null, items[i + 1] ?? null);
  }

  const pushGlobal = (name: string) => {
    const value = host.findGlobal(name);
    if (value === undefined) {
      throw invalidWeights(
        subject,
        'a pickle of tensors and plain data',
        `the global "${name}", which is refused and was not run`,
        'Save the plain state_dict: torch.save(model.state_dict(), path).',
      );
    }
    push(value);
  };
  const call = () => {
    const args = pop();
    const callee = pop();
    if (!isFunction(callee)) return fail('a function', describe(callee));
    const given = Array.isArray(args) ? args : fail('an argument tuple', describe(args));
    push(callee.call(given, charge), objectBytes.list);
  };
  const bigInteger = (length: number) => {
    if (length > 256) fail('an integer of at most 256 bytes', `${length}`);
    push(signedInteger(take(length)));
  };

  /** Carries out one opcode; true after the last one. */
  function step(): boolean {
    const opcode = uint8();
    switch (opcode) {
      case 0x80: {
        const protocol = uint8();
        if (protocol < 2 || protocol > 5) fail('pickle protocol 2 to 5', `${protocol}`);
        return false;
      }
      case 0x95: // FRAME
        advance(8);
        return false;
      case 0x2e: // STOP
        return true;

      case 0x4e: // NONE
        push(null);
        return false;
      case 0x88: // NEWTRUE
        push(true);
        return false;
      case 0x89: // NEWFALSE
        push(false);
        return false;
      case 0x4a: // BININT
        push(int32());
        return false;
      case 0x4b: // BININT1
        push(uint8());
        return false;
      case 0x4d: // BININT2
        push(uint16());
        return false;
      case 0x8a: // LONG1
        bigInteger(uint8());
        return false;
      case 0x8b: // LONG4
        bigInteger(uint32());
        return false;
      case 0x47: // BINFLOAT
        push(view.getFloat64(advance(8), false));
        return false;

      case 0x58: // BINUNICODE
        push(text(uint32()));
        return false;
      case 0x8c: // SHORT_BINUNICODE
        push(text(uint8()));
        return false;
      case 0x8d: // BINUNICODE8
        push(text(uint64()));
        return false;
      case 0x54: // BINSTRING, Python 2's str
        push(latin1.decode(take(uint32())));
        return false;
      case 0x55: // SHORT_BINSTRING
        push(latin1.decode(take(uint8())));
        return false;
      case 0x42: // BINBYTES
        push(take(uint32()));
        return false;
      case 0x43: // SHORT_BINBYTES
        push(take(uint8()));
        return false;
      case 0x8e: // BINBYTES8
      case 0x96: // BYTEARRAY8
        push(take(uint64()));
        return false;

      case 0x28: // MARK
        charge(objectBytes.list);
        marked.push(stack);
        stack = [];
        return false;
      case 0x30: // POP
        pop();
        return false;
      case 0x31: // POP_MARK
        popMark();
        return false;
      case 0x32: // DUP
        push(top());
        return false;
      case 0x71: // BINPUT
        remember(uint8());
        return false;
      case 0x72: // LONG_BINPUT
        remember(uint32());
        return false;
      case 0x94: // MEMOIZE
        remember(memo.size);
        return false;
      case 0x68: // BINGET
        recall(uint8());
        return false;
      case 0x6a: // LONG_BINGET
        recall(uint32());
        return false;

      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        push([], objectBytes.list);
        return false;
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        push(popMany(opcode - 0x84), objectBytes.list);
        return false;
      case 0x74: // TUPLE
        push(popMark());
        return false;
      case 0x61: // APPEND
        append(popMany(1));
        return false;
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        append(popMark());
        return false;
      case 0x7d: // EMPTY_DICT
        push(new Map(), objectBytes.dict);
        return false;
      case 0x73: // SETITEM
        assign(popMany(2));
        return false;
      case 0x75: // SETITEMS
        assign(popMark());
        return false;
      case 0x8f: // EMPTY_SET
        push(new Set(), objectBytes.dict);
        return false;
      case 0x91: {
        const items = popMark(); // FROZENSET
        push(new Set(items), objectBytes.dict + items.length * objectBytes.entry);
        return false;
      }

      case 0x63: // GLOBAL
        pushGlobal(`${line()}.${line()}`);
        return false;
      case 0x93: {
        const [module, name] = popMany(2); // STACK_GLOBAL
        if (typeof module !== 'string' || typeof name !== 'string') return fail('a global', 'no name');
        pushGlobal(`${module}.${name}`);
        return false;
      }
      case 0x52: // REDUCE
      case 0x81: // NEWOBJ
        call();
        return false;
      case 0x62: // BUILD: the state of an object, such as the _metadata of a state_dict
        pop();
        top();
        return false;
      case 0x51: // BINPERSID
        push(host.persistentLoad(pop(), charge), objectBytes.list);
        return false;
      default:
        return fail('an opcode of plain data', `0x${opcode.toString(16).padStart(2, '0')}`);
    }
  }

  while (!step()) {}
  return { value: pop(), end: position };
}

function isFunction<R>(value: Pickled<R>): value is PickleFunction<R> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'function';
}

function describe(value: unknown): string {
  if (value === null) return 'None';
  if (typeof value !== 'object') return typeof value;
  return Array.isArray(value) ? 'a list' : value instanceof Map ? 'a dict' : 'an object';
}

/** Little-endian two's complement, as a number where that is exact. */
function signedInteger(bytes: Uint8Array): number | bigint {
  const hex = Array.from(bytes.toReversed(), (byte) => byte.toString(16).padStart(2, '0')).join('');
  const value = BigInt.asIntN(bytes.length * 8, BigInt(`0x0${hex}`));
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
