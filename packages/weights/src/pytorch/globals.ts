import { invalidWeights } from '../invalid.js';
import type { ElementType } from '../tensor/elements.js';
import { isShape } from '../tensor/shape.js';
import { type Charge, objectBytes } from './budget.js';
import type { Pickled, PickleFunction, PickleHost } from './unpickle.js';

/** A run of elements in the file that tensors share, known by its key. */
export interface StorageRecord {
  readonly kind: 'storage';
  readonly key: string;
  readonly type: ElementType;
  /** Elements of the whole storage in the file. */
  readonly elements: number;
  /** Element at which this view of the storage begins; not zero only in files of old versions. */
  readonly offset: number;
}

/** A strided view of a storage; offset and strides count elements. */
export interface TensorRecord {
  readonly kind: 'tensor';
  readonly storage: StorageRecord;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

interface StorageTypeRecord {
  readonly kind: 'storage-type';
  readonly type: ElementType;
}

/** Something that checkpoints hold beside their tensors and that we let lie. */
interface InertRecord {
  readonly kind: 'inert';
}

export type TorchRecord = StorageRecord | TensorRecord | StorageTypeRecord | InertRecord;
export type TorchValue = Pickled<TorchRecord>;

/** PyTorch's own limit on the dimensions of a tensor. */
const maxRank = 64;

const inert: InertRecord = { kind: 'inert' };

const storageTypes: Readonly<Record<string, ElementType>> = {
  BoolStorage: 'bool',
  ByteStorage: 'uint8',
  CharStorage: 'int8',
  ShortStorage: 'int16',
  IntStorage: 'int32',
  LongStorage: 'int64',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  FloatStorage: 'float32',
  DoubleStorage: 'float64',
};

/** Plain data that training scripts put into checkpoints: arguments, paths, dates, NumPy scalars, devices. */
const inertGlobals = [
  '_codecs.encode',
  'argparse.Namespace',
  'datetime.date',
  'datetime.datetime',
  'datetime.timedelta',
  'datetime.timezone',
  'numpy.core.multiarray._reconstruct',
  'numpy.core.multiarray.scalar',
  'numpy._core.multiarray._reconstruct',
  'numpy._core.multiarray.scalar',
  'numpy.dtype',
  'numpy.ndarray',
  'pathlib.PosixPath',
  'pathlib.PurePosixPath',
  'pathlib.PureWindowsPath',
  'pathlib.WindowsPath',
  'pathlib._local.PosixPath',
  'pathlib._local.WindowsPath',
  'torch.device',
];

const torchDtypes = [
  'bool',
  'uint8',
  'int8',
  'int16',
  'int32',
  'int64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
];

/** The whole vocabulary of a checkpoint. What is not here is refused. */
function vocabulary(subject: string): ReadonlyMap<string, TorchValue> {
  const first = define(([value]) => value ?? null);
  const map = define(([items], charge) => {
    chargeCopy(items, charge);
    return toMap(items);
  });
  const set = define(([items], charge) => {
    chargeCopy(items, charge);
    return new Set(Array.isArray(items) ? items : []);
  });
  const tensor = define((args, charge) => {
    charge(objectBytes.tensor);
    return tensorRecord(args, subject);
  });
  return new Map<string, TorchValue>([
    ...Object.entries(storageTypes).map(
      ([name, type]) => [`torch.${name}`, { kind: 'storage-type', type }] as const,
    ),
    ...torchDtypes.map((name) => [`torch.${name}`, inert] as const),
    ...inertGlobals.map((name) => [name, define(() => inert)] as const),
    ['collections.OrderedDict', map],
    ['collections.Counter', map],
    [
      'collections.defaultdict',
      define((_, charge) => {
        charge(objectBytes.dict);
        return new Map();
      }),
    ],
    ['builtins.dict', map],
    ['__builtin__.dict', map],
    ['builtins.set', set],
    ['__builtin__.set', set],
    ['torch.Size', first],
    ['torch._utils._rebuild_tensor', tensor],
    ['torch._utils._rebuild_tensor_v2', tensor],
    ['torch._utils._rebuild_parameter', first],
    ['torch._utils._rebuild_parameter_with_state', first],
  ]);
}

/** Lets the unpickler know PyTorch's tensors, and plain containers, and nothing else. */
export function torchHost(subject: string): PickleHost<TorchRecord> {
  const globals = vocabulary(subject);
  return {
    findGlobal: (name) => globals.get(name),
    persistentLoad: (id) => storageRecord(id, subject),
  };
}

export function isRecordOf<K extends TorchRecord['kind']>(
  value: TorchValue | undefined,
  kind: K,
): value is Extract<TorchRecord, { kind: K }> {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind;
}

function define(call: PickleFunction<TorchRecord>['call']): PickleFunction<TorchRecord> {
  return { kind: 'function', call };
}

/** A list or dict is about to be copied. */
function chargeCopy(items: TorchValue | undefined, charge: Charge): void {
  const count = items instanceof Map ? items.size : Array.isArray(items) ? items.length : 0;
  charge(objectBytes.dict + 2 * count * objectBytes.entry);
}

/** A dict from another, or from the pairs that Python 2 pickles an OrderedDict as. */
function toMap(items: TorchValue | undefined): Map<TorchValue, TorchValue> {
  if (items instanceof Map) return new Map(items);
  const pairs = Array.isArray(items) ? items.filter((item) => Array.isArray(item)) : [];
  return new Map(pairs.map(([key = null, value = null]) => [key, value]));
}

/** Persistent ids are ('storage', type, key, device, elements[, (view key, offset, view elements)]). */
function storageRecord(id: TorchValue, subject: string): StorageRecord {
  const [tag, type, key, , elements, view] = Array.isArray(id) ? id : [];
  if (
    tag !== 'storage' ||
    !isRecordOf(type, 'storage-type') ||
    typeof key !== 'string' ||
    !isCount(elements)
  ) {
    throw invalidWeights(subject, 'the persistent id of a storage', 'another one');
  }
  const offset = Array.isArray(view) ? view[1] : 0;
  if (!isCount(offset)) throw invalidWeights(subject, 'the offset of a storage view', 'none');
  return { kind: 'storage', key, type: type.type, elements, offset };
}

/** The arguments are (storage, offset, size, stride, …): `torch/_utils.py`. */
function tensorRecord(args: readonly TorchValue[], subject: string): TensorRecord {
  const [storage, offset, shape, strides] = args;
  if (
    !isRecordOf(storage, 'storage') ||
    !isCount(offset) ||
    !isSizes(shape) ||
    !isSizes(strides) ||
    strides.length !== shape.length
  ) {
    throw invalidWeights(subject, 'a tensor of storage, offset, size and strides', 'other arguments');
  }
  return { kind: 'tensor', storage, offset: storage.offset + offset, shape, strides };
}

function isSizes(value: TorchValue | undefined): value is number[] {
  return Array.isArray(value) && value.length <= maxRank && isShape(value);
}

function isCount(value: TorchValue | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
