import { fastify } from 'fastify';
import { OverloadedError } from './batching/batcher.js';
import { createMetrics } from './http/metrics.js';
import { addClassify, addMetrics, addProtocol, type RouteParts } from './http/routes.js';
import { statusOf } from './http/status.js';
import { createModelStore } from './models/model-store.js';
import { serveModel } from './models/served-model.js';
import type { Servable } from './servable.js';
import { version } from './version.js';

export interface ServeOptions {
  /** How to open each model, by the name under which it is served. Called again when a model is reloaded. */
  readonly models: Readonly<Record<string, () => Promise<Servable>>>;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 8080; 0 takes a free one. */
  readonly port?: number;
  /** Most images that run at once. Default 8. */
  readonly maxBatch?: number;
  /** Longest time in milliseconds that an image waits for others. Default 2. */
  readonly maxDelay?: number;
  /** Most images that wait for each model, or to be decoded; requests beyond are answered with 503. Default 256. */
  readonly maxQueue?: number;
  /** Most bytes of a request. Default 64 MiB. */
  readonly bodyLimit?: number;
  /** Most pixels of an uploaded image. Default 2^26. */
  readonly pixelLimit?: number;
}

export interface Server {
  /** Where it listens: `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Loads a model again: requests go to the old one until the new one is ready. Throws what opening it does. */
  reload(model: string): Promise<void>;
  /** Takes no more requests, answers those that are there, and frees the models. */
  close(): Promise<void>;
}

/**
 * Serves classifiers over HTTP: the Open Inference Protocol v2, images at `POST /classify`, Prometheus metrics at
 * `GET /metrics`. Images of different requests run together, see `maxBatch` and `maxDelay`.
 *
 * @throws what opening a model throws; Node's error if the port cannot be listened on
 */
export async function serve({
  models: openers,
  host = '127.0.0.1',
  port = 8080,
  maxBatch = 8,
  maxDelay = 2,
  maxQueue = 256,
  bodyLimit = 64 * 2 ** 20,
  pixelLimit = 2 ** 26,
}: ServeOptions): Promise<Server> {
  let accepting = true;
  const metrics = createMetrics(() => new Map(models.names.map((name) => [name, models.waiting(name)])));
  const models = createModelStore(openers, (name, servable) =>
    serveModel(servable, {
      maxBatch,
      maxDelay,
      maxQueue,
      onBatch: (images) => metrics.ran(name, images),
    }),
  );

  const server = fastify({ bodyLimit, forceCloseConnections: 'idle' });
  // Bodies are images and tensors; the routes read them.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body));
  server.setErrorHandler((error, _, reply) => {
    if (error instanceof OverloadedError) reply.header('retry-after', 1);
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(statusOf(error)).send({ error: message });
  });
  server.setNotFoundHandler(({ method, url }, reply) =>
    reply.code(404).send({ error: `nothing answers ${method} ${url}` }),
  );
  // A kept connection would hold back the end.
  server.addHook('onSend', async (_, reply) => {
    if (!accepting) reply.header('connection', 'close');
  });
  server.addHook('onResponse', async ({ params, query, routeOptions }, reply) => {
    const model = modelOf(params, 'name') ?? modelOf(query, 'model') ?? models.names[0]!;
    if (models.names.includes(model)) {
      metrics.answered(model, routeOptions.url ?? '', reply.statusCode, reply.elapsedTime / 1000);
    }
  });
  const parts: RouteParts = { models, metrics, version, pixelLimit, maxQueue, accepting: () => accepting };
  addProtocol(server, parts);
  addClassify(server, parts);
  addMetrics(server, parts);

  const close = async (): Promise<void> => {
    accepting = false;
    await server.close();
    await models.close();
  };
  try {
    await Promise.all(models.names.map((name) => models.load(name)));
    const url = await server.listen({ host, port });
    return { url, reload: models.load, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function modelOf(values: unknown, field: string): string | undefined {
  if (typeof values !== 'object' || values === null) return undefined;
  const value: unknown = Reflect.get(values, field);
  return typeof value === 'string' ? value : undefined;
}
