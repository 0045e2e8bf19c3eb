import type { Cluster } from '@convzoo/cluster';
import { ConvzooError } from '@convzoo/core';
import { Option } from 'commander';

/** The option of every command that talks to a cluster. */
export const redisOption = (): Option =>
  new Option('--redis <url>', 'Redis or Valkey, such as rediss://user:password@host:6380')
    .env('CONVZOO_REDIS')
    .default('redis://127.0.0.1:6379');

/** @throws ConvzooError `missing-package` */
export async function loadCluster(): Promise<typeof import('@convzoo/cluster')> {
  try {
    return await import('@convzoo/cluster');
  } catch (cause) {
    throw new ConvzooError('missing-package', {
      subject: 'convzoo cluster',
      expected: 'the package @convzoo/cluster',
      found: cause instanceof Error ? cause.message : String(cause),
      remedy: 'npm install @convzoo/cluster',
      cause,
    });
  }
}

/** Connects to Redis while something is done with the cluster. */
export async function withCluster<T>(redis: string, use: (cluster: Cluster) => Promise<T>): Promise<T> {
  const { connectCluster } = await loadCluster();
  const cluster = await connectCluster({ redis });
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}
