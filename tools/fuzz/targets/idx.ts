import { gunzipSync, gzipSync } from 'node:zlib';
import { parseIdx } from '../../../packages/data/src/formats/idx.ts';
import { bytes, type Target } from '../target.ts';

/** Images and labels one after the other, behind the length of the images. */
const pair = (images: Uint8Array, labels: Uint8Array): Uint8Array =>
  Uint8Array.from([images.length, ...images, ...labels]);

const images = bytes('\0\0\x08\x03\0\0\0\x02\0\0\0\x02\0\0\0\x03abcdefghijkl');
const labels = bytes('\0\0\x08\x01\0\0\0\x02\x04\0');
const zipped = (content: Uint8Array): Uint8Array => new Uint8Array(gzipSync(content));

export const target: Target = {
  run: ([length = 0, ...rest]) =>
    parseIdx(Uint8Array.from(rest.slice(0, length)), Uint8Array.from(rest.slice(length))),
  seeds: () => [pair(images, labels), pair(zipped(images), labels), pair(images, zipped(labels))],
  words: ['\x1f\x8b', '\0\0\x08\x01', '\0\0\x08\x03'],
  // What is zipped changes.
  mutate: (input, inner) => {
    const parts = [input.subarray(1, 1 + (input[0] ?? 0)), input.subarray(1 + (input[0] ?? 0))];
    const [first, second] = parts.map((part) => {
      try {
        return zipped(inner(gunzipSync(part)));
      } catch {
        return inner(part);
      }
    });
    return pair(first!.subarray(0, 255), second!);
  },
};
