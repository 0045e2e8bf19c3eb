import type * as sdk from '@aws-sdk/client-s3';
import { missingPackage } from '@convzoo/core/errors';

export interface Client {
  readonly sdk: typeof sdk;
  readonly s3: sdk.S3Client;
}

let opened: Promise<Client> | undefined;

/**
 * The S3 client of this process. Its endpoint, region and credentials are those of the AWS SDK: environment variables,
 * profiles, or what the machine was assigned.
 *
 * @throws ConvzooError `missing-package`
 */
export function openClient(): Promise<Client> {
  opened ??= load();
  return opened;
}

async function load(): Promise<Client> {
  const loaded = await import('@aws-sdk/client-s3').catch((cause: unknown) => {
    throw missingPackage('s3://', '@aws-sdk/client-s3', cause);
  });
  const s3 = new loaded.S3Client({
    // Other servers, such as MinIO, seldom have a host name for each bucket.
    forcePathStyle: (process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL) !== undefined,
    // A server that falls silent counts as failed, and is asked again.
    requestHandler: { connectionTimeout: 10_000, socketTimeout: 60_000 },
  });
  return { sdk: loaded, s3 };
}
