import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { brightness } from './fixtures/brightness.js';
import { type ServeOptions, type Server, serve } from './serve.js';

let server: Server | undefined;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(options: Partial<ServeOptions> = {}): Promise<string> {
  server = await serve({ models: { sun: async () => brightness() }, port: 0, maxDelay: 0, ...options });
  return server.url;
}

const white = new Array<number>(12).fill(1);
const black = new Array<number>(12).fill(0);

function inferBody(images: number[][], rest: object = {}): string {
  const input = { name: 'images', datatype: 'FP32', shape: [images.length, 2, 2, 3], data: images.flat() };
  return JSON.stringify({ id: 'a', inputs: [input], ...rest });
}

const post = (url: string, body: BodyInit, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers });

test('tells how it is and what it serves', async () => {
  const url = await start();
  expect((await fetch(`${url}/v2/health/live`)).status).toBe(200);
  expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);
  expect((await fetch(`${url}/v2/models/sun/ready`)).status).toBe(200);
  expect((await fetch(`${url}/v2/models/moon/ready`)).status).toBe(503);
  expect(await (await fetch(`${url}/v2`)).json()).toMatchObject({
    name: 'convzoo',
    extensions: ['binary_tensor_data', 'model_repository'],
  });
  expect(await (await fetch(`${url}/v2/models/sun`)).json()).toMatchObject({
    name: 'sun',
    inputs: [{ name: 'images', datatype: 'FP32', shape: [-1, 2, 2, 3] }],
    outputs: [
      { name: 'logits', datatype: 'FP32', shape: [-1, 2] },
      { name: 'probabilities', datatype: 'FP32', shape: [-1, 2] },
    ],
    parameters: { head: 'multi-class', classes: ['dark', 'bright'] },
  });
});

test('answers tensors in JSON', async () => {
  const url = await start();
  const response = await post(`${url}/v2/models/sun/infer`, inferBody([white, black]));
  const { id, model_name, outputs } = await response.json();
  const [logits, probabilities] = outputs;
  expect([id, model_name, logits.shape]).toEqual(['a', 'sun', [2, 2]]);
  expect(logits.data).toEqual([-0.5, 0.5, 0.5, -0.5]);
  expect(probabilities.data[1]).toBeCloseTo(1 / (1 + Math.exp(-1)), 6);
});

test('answers tensors in bytes', async () => {
  const url = await start();
  const json = Buffer.from(
    JSON.stringify({
      inputs: [
        { name: 'images', datatype: 'FP32', shape: [1, 2, 2, 3], parameters: { binary_data_size: 48 } },
      ],
      outputs: [{ name: 'logits', parameters: { binary_data: true } }],
    }),
  );
  const body = Buffer.concat([json, Buffer.from(Float32Array.from(white).buffer)]);
  const response = await post(`${url}/v2/models/sun/infer`, body, {
    'inference-header-content-length': String(json.length),
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  const length = Number(response.headers.get('inference-header-content-length'));
  expect(JSON.parse(bytes.subarray(0, length).toString()).outputs).toEqual([
    { name: 'logits', datatype: 'FP32', shape: [1, 2], parameters: { binary_data_size: 8 } },
  ]);
  expect([bytes.readFloatLE(length), bytes.readFloatLE(length + 4)]).toEqual([-0.5, 0.5]);
});

test('classifies an uploaded image', async () => {
  const url = await start();
  const png = await sharp({ create: { width: 5, height: 4, channels: 3, background: '#fff' } })
    .png()
    .toBuffer();
  const response = await post(`${url}/classify?top=1`, new Uint8Array(png), { 'content-type': 'image/png' });
  expect(await response.json()).toMatchObject({ model: 'sun', predictions: [{ label: 'bright', index: 1 }] });
});

test.each([
  ['no JSON', '{', 400, 'JSON'],
  ['another type', inferBody([white]).replace('FP32', 'INT8'), 400, 'datatype'],
  ['another shape', inferBody([white]).replace('[1,2,2,3]', '[1,3,2,2]'), 400, 'shape of images'],
  [
    'missing numbers',
    inferBody([white.slice(1)]).replace('[2,2,2,3]', '[1,2,2,3]'),
    400,
    '12 finite numbers',
  ],
  ['no numbers', inferBody([white]).replace('"data":[1', '"data":["x"'), 400, 'finite numbers'],
  ['a number as text', inferBody([white]).replace('"data":[1', '"data":["1"'), 400, 'finite numbers'],
  ['null for a number', inferBody([white]).replace('"data":[1', '"data":[null'), 400, 'finite numbers'],
  ['a number beyond float32', inferBody([white]).replace('"data":[1', '"data":[1e39'), 400, 'finite numbers'],
  [
    'lists in lists without end',
    inferBody([white]).replace('"data":[1', `"data":[${'['.repeat(1e5)}${']'.repeat(1e5)}`),
    400,
    'nested more than 64 deep',
  ],
  ['another input', inferBody([white]).replace('"images"', '"image"'), 404, 'input'],
  ['another output', inferBody([white], { outputs: [{ name: 'logit' }] }), 404, 'Did you mean "logits"?'],
  ['more than a batch', inferBody(new Array(9).fill(white)), 400, '1 to 8 images'],
])('refuses %s', async (_, body, status, message) => {
  const url = await start();
  const response = await post(`${url}/v2/models/sun/infer`, body);
  expect(response.status).toBe(status);
  expect((await response.json()).error).toContain(message);
});

test('refuses what is no image, too large, or has no model', async () => {
  const url = await start({ bodyLimit: 1000 });
  expect((await post(`${url}/classify`, 'no image')).status).toBe(400);
  expect((await post(`${url}/classify`, new Uint8Array(1001))).status).toBe(413);
  const unknown = await post(`${url}/classify?model=sum`, 'x');
  expect([unknown.status, (await unknown.json()).error]).toEqual([
    404,
    expect.stringContaining('Did you mean "sun"?'),
  ]);
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
});

test('says that it is overloaded', async () => {
  let free = (): void => {};
  const gate = new Promise<void>((resolve) => {
    free = resolve;
  });
  const url = await start({ models: { sun: async () => brightness(1, () => gate) }, maxQueue: 1 });
  const infer = (): Promise<Response> => post(`${url}/v2/models/sun/infer`, inferBody([white]));
  const first = infer();
  await expect.poll(() => waiting(url)).toBe(0);
  const second = infer();
  await expect.poll(() => waiting(url)).toBe(1);
  const third = await infer();
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '1']);
  free();
  expect([(await first).status, (await second).status]).toEqual([200, 200]);
});

async function waiting(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return Number(/convzoo_waiting_images\{model="sun"\} (\d+)/.exec(text)?.[1]);
}

test('images of different requests run together', async () => {
  const total = (): number => classifier.batches.reduce((sum, count) => sum + count);
  // A run ends once the other images wait, however slowly requests arrive.
  const classifier = brightness(1, () => expect.poll(async () => total() + (await waiting(url))).toBe(9));
  const url = await start({ models: { sun: async () => classifier } });
  const answers = await Promise.all(
    Array.from({ length: 9 }, () => post(`${url}/v2/models/sun/infer`, inferBody([white]))),
  );
  expect(answers.every(({ ok }) => ok)).toBe(true);
  expect(classifier.batches.length).toBeLessThan(9);
  expect(total()).toBe(9);
  const text = await (await fetch(`${url}/metrics`)).text();
  expect(text).toContain('convzoo_requests_total{model="sun",route="/v2/models/:name/infer",status="200"} 9');
});

test('a reloaded model takes over without a failed request, and a failed reload changes nothing', async () => {
  const opened = [brightness(1), brightness(2)];
  const models = {
    sun: async () => {
      const next = opened.shift();
      if (next === undefined) throw new Error('no such file');
      return next;
    },
  };
  const [before] = opened;
  const url = await start({ models });
  const infer = async (): Promise<number> => {
    const response = await post(`${url}/v2/models/sun/infer`, inferBody([white]));
    return (await response.json()).outputs[0].data[1];
  };
  expect(await infer()).toBe(0.5);
  const [reloaded, ...values] = await Promise.all([
    post(`${url}/v2/repository/models/sun/load`, ''),
    ...Array.from({ length: 20 }, infer),
  ]);
  expect(reloaded.status).toBe(200);
  expect(values.every((value) => value === 0.5 || value === 1)).toBe(true);
  expect([await infer(), before!.disposed]).toEqual([1, true]);

  expect((await post(`${url}/v2/repository/models/sun/load`, '')).status).toBe(500);
  expect(await infer()).toBe(1);
  const index = await (await post(`${url}/v2/repository/index`, '{}')).json();
  expect(index).toEqual([{ name: 'sun', version: '1', state: 'READY', reason: 'no such file' }]);
});

const upload = (url: string, image: Uint8Array<ArrayBuffer>): Promise<Response> =>
  post(`${url}/classify?top=1`, image, { 'content-type': 'image/png' });

async function png(side: number): Promise<Uint8Array<ArrayBuffer>> {
  const create = { width: side, height: side, channels: 3, background: '#fff' } as const;
  return new Uint8Array(await sharp({ create }).png().toBuffer());
}

test('uploads beyond what waits to be decoded are refused, the others answered', async () => {
  const url = await start({ maxQueue: 1 });
  const image = await png(2000);
  const answers = await Promise.all(Array.from({ length: 30 }, () => upload(url, image)));
  expect([...new Set(answers.map(({ status }) => status))].sort()).toEqual([200, 503]);
});

test('a model that is reloaded while uploads are decoded answers all of them', async () => {
  const url = await start();
  const image = await png(500);
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      i % 10 === 5 ? post(`${url}/v2/repository/models/sun/load`, '') : upload(url, image),
    ),
  );
  expect(answers.map(({ status }) => status)).toEqual(new Array(40).fill(200));
});

test('closing answers what has arrived, then frees the models', async () => {
  const classifier = brightness(1, () => new Promise((resolve) => setTimeout(resolve, 50)));
  const url = await start({ models: { sun: async () => classifier } });
  const answer = post(`${url}/v2/models/sun/infer`, inferBody([white]));
  await expect.poll(() => classifier.batches.length).toBe(1);
  await server!.close();
  expect((await answer).status).toBe(200);
  expect(classifier.disposed).toBe(true);
  await expect(fetch(`${url}/v2`)).rejects.toThrow();
});

test('a model that cannot be opened stops the start', async () => {
  const models = { sun: () => Promise.reject(new Error('no such file')) };
  await expect(serve({ models, port: 0 })).rejects.toThrow('no such file');
});

test('no tensor stays', async () => {
  const url = await start();
  const tensors = tf.memory().numTensors;
  await post(`${url}/v2/models/sun/infer`, inferBody([white]));
  expect(tf.memory().numTensors).toBe(tensors);
});
