import { ConvzooError } from '@convzoo/core/errors';

/** An object in a bucket, or the prefix of the keys of several. */
export interface BucketAddress {
  readonly bucket: string;
  readonly key: string;
}

const pattern = /^s3:\/\/([^/]+)(?:\/(.*))?$/is;

export function isBucketAddress(text: string): boolean {
  return /^s3:\/\//i.test(text);
}

/**
 * Reads `s3://bucket/key`. A key is taken as it stands; nothing in it is percent-encoded.
 *
 * @throws ConvzooError `invalid-argument`
 */
export function parseBucketAddress(text: string): BucketAddress {
  const [, bucket, key = ''] = pattern.exec(text) ?? [];
  if (bucket !== undefined) return { bucket, key };
  throw new ConvzooError('invalid-argument', {
    subject: text,
    expected: 'a bucket with an optional prefix, such as s3://bucket/photos',
    found: 'no bucket',
  });
}
