import { isBucketAddress } from '../s3/address.js';
import { openBucket } from './bucket.js';
import { openFolder } from './folder.js';

/** Where results go: files that are whole or absent. */
export interface Destination {
  /** An address that means the same on all machines. */
  readonly address: string;
  /** The contents of a file; undefined if there is none. */
  read(name: string): Promise<Uint8Array | undefined>;
  /** The names of all files. */
  list(): AsyncIterable<string>;
  write(name: string, contents: Uint8Array): Promise<void>;
}

/**
 * Opens a folder, which all machines must share, or a prefix in a bucket: `s3://bucket/prefix`.
 *
 * @throws ConvzooError `invalid-argument` for an `s3://` address without a bucket
 */
export function openDestination(out: string): Destination {
  return isBucketAddress(out) ? openBucket(out) : openFolder(out);
}
