import { createHash } from 'node:crypto';
import { basename } from 'node:path';

/** Bytes of UTF-8 that a part of a file's name may take: file systems allow 255 for the whole name. */
const partBytes = 80;

/**
 * Names for the pictures of one folder. No two are the same, not even where upper and lower case are, and none is too
 * long for a file system.
 *
 * @returns a function from an image's path and what the picture shows of it to a file name that ends in `.png`
 */
export function pictureNames(): (image: string, ...parts: readonly string[]) => string {
  const taken = new Set<string>();
  return (image, ...parts) => {
    const stem = [bounded(basename(image)), ...parts.map((part) => bounded(fileSafe(part)))].join('.');
    let name = `${stem}.png`;
    for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${stem}-${i}.png`;
    taken.add(name.toLowerCase());
    return name;
  };
}

function fileSafe(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N}]+/gu, '_');
}

/** A text of at most so many bytes: a longer one is cut and keeps apart by a digest. */
function bounded(text: string): string {
  if (Buffer.byteLength(text) <= partBytes) return text;
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8);
  let cut = '';
  for (const character of text) {
    if (Buffer.byteLength(cut + character) > partBytes - digest.length - 1) break;
    cut += character;
  }
  return `${cut}-${digest}`;
}
