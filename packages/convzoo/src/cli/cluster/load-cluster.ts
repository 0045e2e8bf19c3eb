import type { Cluster } from '@convzoo/cluster';
import { ConvzooError } from '@convzoo/core/errors';

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
