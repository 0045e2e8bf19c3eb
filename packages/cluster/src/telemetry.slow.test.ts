import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';
import '@tensorflow/tfjs-backend-cpu';
import { expect, test } from 'vitest';
import { connectCluster } from './cluster.js';
import { brightness } from './fixtures/brightness.js';
import { writeImages } from './fixtures/images.js';
import { hasRedis, startRedis } from './fixtures/redis-server.js';

test.skipIf(!hasRedis)('with telemetry, submissions and shards are traced', async () => {
  const spans = new InMemorySpanExporter();
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }),
  );
  const folder = await mkdtemp(join(tmpdir(), 'convzoo-telemetry-'));
  const server = await startRedis(folder);
  const cluster = await connectCluster({ redis: server.url, telemetry: true });
  const stop = new AbortController();
  try {
    const source = join(folder, 'images');
    await writeImages(source, ['dark', 'bright']);
    const working = cluster.work({ models: [brightness()], signal: stop.signal });
    const model = { name: 'brightness', hash: brightness().hash };
    await cluster.submit({ model, source, out: join(folder, 'out'), shardSize: 1 });
    stop.abort();
    await working;
    const names = spans.getFinishedSpans().map(({ name }) => name.split(' ')[0]);
    expect(names).toContain('addBulk');
    expect(names.filter((name) => name === 'process')).toHaveLength(2);
  } finally {
    stop.abort();
    await cluster.close();
    await server.kill();
    await rm(folder, { recursive: true });
  }
});
