import { ConvzooError, describe } from '@convzoo/core/errors';
import { Redis } from 'ioredis';

/**
 * Connects to Redis or Valkey. User, password, database and TLS are parts of the URL:
 * `rediss://user:password@host:6380/2`. Once connected, commands wait while Redis is away.
 *
 * @throws ConvzooError `invalid-argument` for a URL of another kind; `connection-failed`
 */
export async function connectRedis(url: string): Promise<Redis> {
  if (!URL.canParse(url) || !/^rediss?:$/.test(new URL(url).protocol)) {
    throw new ConvzooError('invalid-argument', {
      subject: 'redis',
      expected: 'a URL such as redis://host:6379 or rediss://user:password@host:6380',
      found: describe(withoutPassword(url)),
    });
  }
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: null });
  // A listener keeps lost connections from being uncaught; ioredis connects again.
  redis.on('error', () => {});
  let cause: unknown;
  redis.once('error', (error) => {
    cause = error;
  });
  try {
    await redis.connect();
    return redis;
  } catch (error) {
    redis.disconnect();
    const reason = cause ?? error;
    throw new ConvzooError('connection-failed', {
      subject: withoutPassword(url),
      expected: 'a Redis or Valkey server that answers',
      found: reason instanceof Error ? reason.message || String(reason) : String(reason),
      remedy: 'Start one, such as by `docker compose up redis`, or give its URL.',
      cause: reason,
    });
  }
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/[^/@]*@/, '//');
}
