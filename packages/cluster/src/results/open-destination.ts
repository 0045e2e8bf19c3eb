import { isBucketAddress } from '../s3/address.js';
import { openBucket } from './bucket.js';
import type { Destination } from './destination.js';
import { openFolder } from './folder.js';

/**
 * Opens a folder, which all machines must share, or a prefix in a bucket: `s3://bucket/prefix`.
 *
 * @throws ConvzooError `invalid-argument` for an `s3://` address without a bucket
 */
export function openDestination(out: string): Destination {
  return isBucketAddress(out) ? openBucket(out) : openFolder(out);
}
