import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ConvzooError, fileError } from '@convzoo/core/errors';
import { isImageName, listImages, openDataset } from '@convzoo/data';
import { isBucketAddress, parseBucketAddress } from '../s3/address.js';
import { listKeys } from '../s3/objects.js';

/** Images to classify, as often as they are listed, in the same order. */
export interface Source {
  /** Absolute paths and URLs. */
  images(): AsyncIterable<string>;
}

/**
 * Opens a folder, a glob, an image file, a manifest (.csv, .jsonl or .ndjson), a list of paths and URLs, one a line
 * (.txt), or a prefix in a bucket (`s3://bucket/prefix`).
 *
 * @throws ConvzooError `file-error` if it leads nowhere; what `openDataset` throws
 */
export async function openSource(source: string): Promise<Source> {
  if (isBucketAddress(source)) return { images: () => imagesInBucket(source) };
  if (/\.txt$/i.test(source)) return { images: () => lines(source) };
  if (/\.(csv|jsonl|ndjson)$/i.test(source)) {
    const splits = Object.values(await openDataset(source));
    return fixedSource(splits.flatMap(({ samples }) => samples.map(({ file, id }) => file ?? id)));
  }
  return fixedSource(await listImages(source));
}

/** These images. */
export function fixedSource(images: readonly string[]): Source {
  return {
    images: async function* () {
      yield* images.map((image) => (isUrl(image) ? image : resolve(image)));
    },
  };
}

async function* lines(path: string): AsyncGenerator<string> {
  const input = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      const name = line.trim();
      if (name !== '') yield isUrl(name) ? name : resolve(name);
    }
  } catch (error) {
    throw fileError(path, 'a list of paths and URLs, one a line', error);
  }
}

/** The image at this address, or those below it as if it were a folder, without hidden ones. */
async function* imagesInBucket(address: string): AsyncGenerator<string> {
  const { bucket, key } = parseBucketAddress(address);
  if (isImageName(key)) return yield address;
  const prefix = key === '' || key.endsWith('/') ? key : `${key}/`;
  for await (const found of listKeys(`s3://${bucket}/${prefix}`)) {
    const name = found.slice(prefix.length);
    if (isImageName(name) && !/(^|\/)\./.test(name)) yield `s3://${bucket}/${found}`;
  }
}

/** Whether it is the address of an image elsewhere, and not a path. */
export function isUrl(image: string): boolean {
  return /^https?:\/\//i.test(image) || isBucketAddress(image);
}

/**
 * Counts images and hashes their names in their order.
 *
 * @throws ConvzooError `invalid-data` if there are none
 */
export async function surveySource(
  { images }: Source,
  subject: string,
  signal?: AbortSignal,
): Promise<{ count: number; hash: string }> {
  const hash = createHash('sha256');
  let count = 0;
  for await (const image of images()) {
    signal?.throwIfAborted();
    hash.update(`${image}\n`);
    count++;
  }
  if (count > 0) return { count, hash: hash.digest('hex') };
  throw new ConvzooError('invalid-data', { subject, expected: 'at least one image', found: 'none' });
}
