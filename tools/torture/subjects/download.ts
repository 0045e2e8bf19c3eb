import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixtures } from '../command.ts';
import type { Subject } from '../subject.ts';
import { wasm } from './commands.ts';
import { writesFiles } from './writes-files.ts';

const pieces = 12;

/** Weights from a slow server on the loopback; the cache is what must stay whole. */
export function download(): Subject {
  let server: Server | undefined;
  let port = 0;
  const subject = writesFiles({
    name: 'download',
    args: () => {
      const model = `http://127.0.0.1:${port}/model.safetensors`;
      return ['classify', join(fixtures, 'triangle.png'), '--model', model, ...wasm, '--json'];
    },
    env: (folder) => ({ CONVZOO_CACHE: join(folder, 'cache') }),
    stdout: 'labels.json',
    mayBeEmpty: true,
    close: async () => {
      server?.closeAllConnections();
      server?.close();
    },
  });
  return {
    name: subject.name,
    open: async (folder) => {
      server = slowServer(readFileSync(join(fixtures, 'shapes/model.safetensors')));
      await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
      ({ port } = server.address() as AddressInfo);
      return await subject.open(folder);
    },
  };
}

/** Serves a file in pieces over about a second, from any byte on. */
function slowServer(file: Uint8Array): Server {
  return createServer(async ({ headers }, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(headers.range ?? '') ?? [];
    const start = Number(from ?? 0);
    const length = { 'content-length': file.length - start, etag: '"1"', 'accept-ranges': 'bytes' };
    response.writeHead(from === undefined ? 200 : 206, {
      ...length,
      ...(from === undefined ? {} : { 'content-range': `bytes ${start}-${file.length - 1}/${file.length}` }),
    });
    const step = Math.ceil(file.length / pieces);
    for (let at = start; at < file.length && !response.destroyed; at += step) {
      response.write(file.subarray(at, at + step));
      await sleep(80);
    }
    response.end();
  });
}
