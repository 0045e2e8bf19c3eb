import { ConvzooError } from '@convzoo/core/errors';
import { parseBucketAddress } from './address.js';
import { openClient } from './client.js';

/** Errors that concern one object, by their names in S3. All others concern the server or the access to it. */
const objectErrors: ReadonlySet<string> = new Set(['AccessDenied', 'InvalidObjectState', 'NoSuchBucket']);

/**
 * The keys that begin with that of `address`, in the order of the server, a page at a time.
 *
 * @throws ConvzooError `file-error`, `connection-failed`, `missing-package`
 */
export async function* listKeys(address: string): AsyncGenerator<string> {
  const { sdk, s3 } = await openClient();
  const { bucket, key } = parseBucketAddress(address);
  try {
    for await (const page of sdk.paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: key })) {
      for (const { Key } of page.Contents ?? []) if (Key !== undefined) yield Key;
    }
  } catch (error) {
    throw failure(address, 'a bucket that can be listed', error);
  }
}

export interface ReadOptions {
  /** Larger objects are refused. */
  readonly mostBytes?: number;
  readonly signal?: AbortSignal;
}

/**
 * The contents of an object; undefined if there is none.
 *
 * @throws ConvzooError `file-error` if it may not be read or is too large; `connection-failed` if the server is at fault;
 * `missing-package`
 */
export async function readObject(
  address: string,
  { mostBytes = Number.POSITIVE_INFINITY, signal }: ReadOptions = {},
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const expected = 'an object that can be read';
  const { sdk, s3 } = await openClient();
  const { bucket, key } = parseBucketAddress(address);
  const command = new sdk.GetObjectCommand({ Bucket: bucket, Key: key });
  try {
    const { Body, ContentLength } = await s3.send(command, {
      ...(signal === undefined ? {} : { abortSignal: signal }),
    });
    if (Body !== undefined && (ContentLength ?? Number.POSITIVE_INFINITY) <= mostBytes)
      return new Uint8Array(await Body.transformToByteArray());
    // Ends the transfer.
    await Body?.transformToWebStream().cancel();
    throw new ConvzooError('file-error', {
      subject: address,
      expected,
      found: ContentLength === undefined ? 'no length' : `${ContentLength} bytes`,
    });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof sdk.NoSuchKey) return undefined;
    throw failure(address, expected, error);
  }
}

/**
 * Writes an object whole, or not at all.
 *
 * @throws ConvzooError `file-error`, `connection-failed`, `missing-package`
 */
export async function writeObject(address: string, contents: Uint8Array): Promise<void> {
  const { sdk, s3 } = await openClient();
  const { bucket, key } = parseBucketAddress(address);
  try {
    await s3.send(new sdk.PutObjectCommand({ Bucket: bucket, Key: key, Body: contents }));
  } catch (error) {
    throw failure(address, 'an object that can be written', error);
  }
}

function failure(subject: string, expected: string, cause: unknown): ConvzooError {
  if (ConvzooError.isInstance(cause)) return cause;
  const { name, message } = cause instanceof Error ? cause : { name: '', message: String(cause) };
  const found = [name, message].filter((text) => text !== '' && text !== 'Error').join(': ');
  if (objectErrors.has(name)) return new ConvzooError('file-error', { subject, expected, found, cause });
  return new ConvzooError('connection-failed', {
    subject,
    expected,
    found,
    remedy:
      'Region, credentials and endpoint are those of the AWS SDK, such as AWS_REGION and AWS_ENDPOINT_URL.',
    cause,
  });
}
