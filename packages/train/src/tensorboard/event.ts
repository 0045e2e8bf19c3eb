import { maskedCrc32c } from './crc32c.js';

/** What TensorBoard is told: the version of the file, that a run starts anew at a step, or scalars at a step. */
export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly content:
    | { readonly fileVersion: string }
    | { readonly sessionStart: true }
    | { readonly scalars: Readonly<Record<string, number>> };
}

/** The first event of every file. */
export const fileVersion = 'brain.Event:2';

/**
 * An event as a record of an event file: TensorFlow's `Event` message (tensorflow/core/util/event.proto), between
 * its length and checksums (TFRecord).
 */
export function eventRecord(event: TensorBoardEvent): Uint8Array {
  const message = Uint8Array.from(encodeEvent(event));
  const record = new Uint8Array(message.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(message.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(message, 12);
  view.setUint32(12 + message.length, maskedCrc32c(message), true);
  return record;
}

function encodeEvent({ wallTime, step = 0, content }: TensorBoardEvent): number[] {
  return [
    ...double(1, wallTime),
    ...(step === 0 ? [] : varintField(2, step)),
    ...('fileVersion' in content ? text(3, content.fileVersion) : []),
    ...('scalars' in content ? nested(5, Object.entries(content.scalars).flatMap(encodeScalar)) : []),
    // SessionLog with status START.
    ...('sessionStart' in content ? nested(7, varintField(1, 1)) : []),
  ];
}

/** Summary.Value with a tag and a simple value. */
const encodeScalar = ([tag, value]: [string, number]): number[] =>
  nested(1, [...text(1, tag), ...float(2, value)]);

/** Wire types of protocol buffers. */
const [varintType, eightBytes, lengthDelimited, fourBytes] = [0, 1, 2, 5];

const key = (field: number, type: number): number => (field << 3) | type;

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
}

const varintField = (field: number, value: number): number[] => [key(field, varintType), ...varint(value)];

function nested(field: number, content: readonly number[]): number[] {
  return [key(field, lengthDelimited), ...varint(content.length), ...content];
}

const text = (field: number, value: string): number[] => nested(field, [...new TextEncoder().encode(value)]);

const double = (field: number, value: number): number[] => [
  key(field, eightBytes),
  ...new Uint8Array(Float64Array.of(value).buffer),
];

const float = (field: number, value: number): number[] => [
  key(field, fourBytes),
  ...new Uint8Array(Float32Array.of(value).buffer),
];
