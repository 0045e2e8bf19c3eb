import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { openUrl } from './http.js';

let server: Server;

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

async function serve(listener: RequestListener): Promise<string> {
  server = createServer(listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${address.port}/file`;
}

const silenceMs = 1000;

async function received(url: string): Promise<number> {
  const { chunks } = await openUrl(url, 0, undefined, silenceMs);
  let bytes = 0;
  for await (const chunk of chunks) bytes += chunk.length;
  return bytes;
}

test('a server that never answers is given up', async () => {
  const url = await serve(() => {});
  await expect(received(url)).rejects.toThrow('nothing arrived for 1 s');
});

test('a server that stops in the middle is given up', async () => {
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-length': 10 });
    response.write('12345');
  });
  await expect(received(url)).rejects.toThrow('nothing arrived for 1 s');
});

test('a server that is slow but never silent is not', async () => {
  const url = await serve((_, response) => {
    let sent = 0;
    const timer = setInterval(() => {
      response.write('x');
      if (++sent < 10) return;
      clearInterval(timer);
      response.end();
    }, 250);
  });
  expect(await received(url)).toBe(10);
});
