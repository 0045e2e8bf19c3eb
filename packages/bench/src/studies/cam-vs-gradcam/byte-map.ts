import type { HeatMap } from '@convzoo/gradcam';

/** A map of 8-bit values, as text that JSON can hold. */
export interface ByteMap {
  readonly height: number;
  readonly width: number;
  /** Base64, row-major. */
  readonly bytes: string;
}

/** A gray image. */
export function bytesOf({
  data,
  height,
  width,
}: {
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly height: number;
  readonly width: number;
}): ByteMap {
  return { height, width, bytes: Buffer.from(data).toString('base64') };
}

/** The positive part of a map over its maximum. */
export function heatBytes({ data, height, width }: HeatMap): ByteMap {
  const top = data.reduce((largest, value) => Math.max(largest, value), 0);
  const bytes = Uint8Array.from(data, (value) =>
    top > 0 ? Math.round((255 * Math.max(value, 0)) / top) : 0,
  );
  return bytesOf({ data: bytes, height, width });
}

export function valuesOf({ bytes }: ByteMap): Uint8Array {
  return Uint8Array.from(Buffer.from(bytes, 'base64'));
}
