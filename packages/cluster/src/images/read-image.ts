import { setTimeout as delay } from 'node:timers/promises';
import { ConvzooError } from '@convzoo/core/errors';
import type { ImageSource } from '@convzoo/data';
import { isBucketAddress } from '../s3/address.js';
import { readObject } from '../s3/objects.js';
import { isUrl } from './source.js';

/** Larger files are refused. */
const mostBytes = 2 ** 28;

/** Milliseconds that a download may take. */
const downloadLimit = 60_000;

/** Waits between tries, in milliseconds, when a server or the network fails. */
const waits: readonly number[] = [1000, 4000];

/**
 * What `decodeImages` reads an image from: its path, or what its URL gives. Servers that fail are asked again.
 *
 * @throws ConvzooError `file-error`; `connection-failed` if a bucket cannot be reached, as then no image can be read
 */
export async function readImage(image: string, signal: AbortSignal): Promise<ImageSource> {
  if (!isUrl(image)) return image;
  if (isBucketAddress(image)) return await readFromBucket(image, signal);
  for (const wait of waits) {
    const outcome = await download(image, signal);
    if (outcome instanceof File) return outcome;
    if (!outcome.mayPass) throw outcome.error;
    await delay(wait, undefined, { signal });
  }
  const outcome = await download(image, signal);
  if (outcome instanceof File) return outcome;
  throw outcome.error;
}

async function readFromBucket(address: string, signal: AbortSignal): Promise<File> {
  const contents = await readObject(address, { mostBytes, signal });
  if (contents !== undefined) return new File([contents], address);
  const [expected, found] = ['an image in a bucket', 'no such object'];
  throw new ConvzooError('file-error', { subject: address, expected, found });
}

interface Failure {
  readonly error: ConvzooError;
  /** Whether another try may succeed. */
  readonly mayPass: boolean;
}

async function download(url: string, signal: AbortSignal): Promise<File | Failure> {
  const failure = (found: string, mayPass: boolean, cause?: unknown): Failure => ({
    error: new ConvzooError('file-error', { subject: url, expected: 'an image to download', found, cause }),
    mayPass,
  });
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(downloadLimit)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      const mayPass = response.status === 429 || response.status >= 500;
      return failure(`status ${response.status}`, mayPass);
    }
    const parts: Uint8Array<ArrayBuffer>[] = [];
    let bytes = 0;
    for await (const part of response.body ?? []) {
      bytes += part.length;
      if (bytes > mostBytes) return failure(`more than ${mostBytes} bytes`, false);
      parts.push(part);
    }
    return new File(parts, url);
  } catch (error) {
    signal.throwIfAborted();
    const { cause = error } = error as Error;
    return failure(cause instanceof Error ? cause.message : String(cause), true, error);
  }
}
