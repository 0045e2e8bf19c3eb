import { ConvzooError, describe } from '@convzoo/core/errors';
import { decodeImage } from '@convzoo/data';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import { OverloadedError } from '../batching/batcher.js';
import type { ModelStore } from '../models/model-store.js';
import { infer } from '../protocol/infer.js';
import { modelMetadata, serverMetadata } from '../protocol/metadata.js';
import type { Metrics } from './metrics.js';

export interface RouteParts {
  readonly models: ModelStore;
  readonly metrics: Metrics;
  /** Version of this package. */
  readonly version: string;
  /** Most pixels of an uploaded image. */
  readonly pixelLimit: number;
  /** Most uploaded images that wait to be decoded. */
  readonly maxQueue: number;
  /** Whether requests are still welcome. */
  readonly accepting: () => boolean;
}

interface Named {
  Params: { name: string };
}

interface Uploaded {
  Querystring: { model?: string; top?: string };
}

/** Open Inference Protocol v2, with Triton's extensions for binary tensors and for reloading models. */
export function addProtocol(server: FastifyInstance, { models, version, accepting }: RouteParts): void {
  const readiness = (reply: FastifyReply, ready: boolean): FastifyReply =>
    reply.code(ready ? 200 : 503).send();
  const isReady = (name: string): boolean => models.state(name).state === 'READY';

  server.get('/v2', () => serverMetadata(version));
  server.get('/v2/health/live', (_, reply) => readiness(reply, true));
  server.get('/v2/health/ready', (_, reply) => readiness(reply, accepting() && models.names.every(isReady)));
  for (const path of ['/v2/models/:name', '/v2/models/:name/versions/1']) {
    server.get<Named>(path, ({ params: { name } }) => modelMetadata(name, models.get(name)));
    server.get<Named>(`${path}/ready`, ({ params: { name } }, reply) => readiness(reply, isReady(name)));
    server.post<Named>(`${path}/infer`, async (request, reply) => {
      const { name } = request.params;
      const { body, headerLength } = await infer(
        name,
        models.get(name),
        bodyOf(request),
        jsonLength(request),
      );
      if (headerLength === undefined) return reply.type('application/json').send(body);
      return reply
        .type('application/octet-stream')
        .header('inference-header-content-length', headerLength)
        .send(body);
    });
  }
  server.post('/v2/repository/index', () =>
    models.names.map((name) => ({ name, version: '1', ...models.state(name) })),
  );
  server.post<Named>('/v2/repository/models/:name/load', async ({ params: { name } }) => {
    await models.load(name);
    return {};
  });
}

/** Images that are decoded at once, which bounds the memory of their pixels. */
const decodedAtOnce = 4;

/** `POST /classify`: an image in the body, labels in the answer. */
export function addClassify(server: FastifyInstance, { models, pixelLimit, maxQueue }: RouteParts): void {
  const decoding = pLimit(decodedAtOnce);
  server.post<Uploaded>('/classify', async (request) => {
    const { model = models.names[0]!, top } = request.query;
    const count = top === undefined ? undefined : wholeNumber(top);
    models.get(model);
    if (decoding.pendingCount >= maxQueue) {
      throw new OverloadedError(
        `${decoding.pendingCount} images wait to be decoded already; try again later`,
      );
    }
    const image = await decoding(() => decodeImage(bodyOf(request), { pixelLimit }));
    // Looked up again: it may have been reloaded in the meantime.
    return { model, predictions: await models.get(model).classify(image, count) };
  });
}

/** `GET /metrics`, in Prometheus's text format. */
export function addMetrics(server: FastifyInstance, { metrics }: RouteParts): void {
  server.get('/metrics', async (_, reply) => reply.type(metrics.contentType).send(await metrics.text()));
}

function bodyOf({ body }: FastifyRequest): Uint8Array {
  return body instanceof Uint8Array ? body : new Uint8Array();
}

function jsonLength({ headers }: FastifyRequest): number | undefined {
  const header = headers['inference-header-content-length'];
  return header === undefined ? undefined : wholeNumber(String(header));
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new ConvzooError('invalid-argument', {
    subject: 'a number of the request',
    expected: 'a whole number of at least 1',
    found: describe(text),
  });
}
