import { parseBucketAddress } from '../s3/address.js';
import { listKeys, readObject, writeObject } from '../s3/objects.js';
import type { Destination } from './destination.js';

/** Results below a prefix of a bucket. */
export function openBucket(out: string): Destination {
  const { bucket, key } = parseBucketAddress(out);
  const prefix = key.replace(/\/+$/, '');
  const address = prefix === '' ? `s3://${bucket}` : `s3://${bucket}/${prefix}`;
  const first = prefix === '' ? 0 : prefix.length + 1;
  return {
    address,
    read: async (name) => await readObject(`${address}/${name}`),
    list: async function* () {
      for await (const key of listKeys(`${address}/`)) yield key.slice(first);
    },
    write: (name, contents) => writeObject(`${address}/${name}`, contents),
  };
}
