import type { Cluster } from '@convzoo/cluster';
import { missingPackage } from '@convzoo/core/errors';

/** What every command of a cluster is told. */
export interface ClusterFlags {
  readonly redis: string;
  readonly telemetry?: boolean;
}

/** @throws ConvzooError `missing-package` */
export async function loadCluster(): Promise<typeof import('@convzoo/cluster')> {
  try {
    return await import('@convzoo/cluster');
  } catch (cause) {
    throw missingPackage('convzoo cluster', '@convzoo/cluster', cause);
  }
}

/** Connects to Redis while something is done with the cluster. */
export async function withCluster<T>(
  { redis, telemetry }: ClusterFlags,
  use: (cluster: Cluster) => Promise<T>,
): Promise<T> {
  const { connectCluster } = await loadCluster();
  const cluster = await connectCluster({ redis, telemetry });
  try {
    return await use(cluster);
  } finally {
    await cluster.close();
  }
}
