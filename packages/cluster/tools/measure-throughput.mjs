// Images per second of `convzoo classify`, and of 1, 2 and 4 processes of `convzoo cluster work`, after `pnpm run build`:
// pnpm --filter @convzoo/cluster throughput [IMAGES [MODEL [RUNTIME]]]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { randomNumbers } from '@convzoo/core/random';
import sharp from 'sharp';
import { startRedis } from '../src/fixtures/redis-server.ts';

const fixture = fileURLToPath(new URL('../../convzoo/fixtures/shapes', import.meta.url));
const [count = '2048', model = fixture, runtime = 'wasm'] = process.argv.slice(2);
const images = Number(count);
const shardSize = 64;
const folder = await mkdtemp(join(tmpdir(), 'convzoo-throughput-'));
const server = await startRedis(folder);
const redis = ['--redis', server.url];

/** Starts the command; what it prints is read line by line. */
function start(...args) {
  const bin = fileURLToPath(new URL('../../convzoo/dist/bin.js', import.meta.url));
  const child = spawn(process.execPath, [bin, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stderr.resume();
  return { child, lines: createInterface({ input: child.stdout }), exited: once(child, 'exit') };
}

/** A list of JPEG files of 500 x 375 pixels. */
async function writePhotos() {
  const next = randomNumbers('photos');
  const pixels = Uint8Array.from({ length: 12 * 9 * 3 }, () => 256 * next());
  const small = sharp(pixels, { raw: { width: 12, height: 9, channels: 3 } });
  const photo = await small.resize(500, 375, { kernel: 'cubic', fit: 'fill' }).jpeg().toBuffer();
  const paths = Array.from({ length: images }, (_, i) => join(folder, `${i}.jpg`));
  for (const path of paths) await writeFile(path, photo);
  const list = join(folder, 'list.txt');
  await writeFile(list, paths.join('\n'));
  return { list, paths };
}

/** Seconds that `convzoo classify` takes for so many images, from start to end. */
async function classify(paths) {
  const list = join(folder, 'some.txt');
  await writeFile(list, paths.join('\n'));
  const began = performance.now();
  const { child, exited } = start(
    ...['classify', '--files-from', list, '--model', model, '--runtime', runtime, '--json'],
  );
  child.stdout.resume();
  const [code] = await exited;
  if (code !== 0) throw new Error(`convzoo classify ended with ${code}`);
  return (performance.now() - began) / 1000;
}

/** Seconds from when the first worker begins to the last shard. */
async function cluster(list, processes) {
  const workers = Array.from({ length: processes }, () =>
    start('cluster', 'work', '--allow', model, '--runtime', runtime, '--json', ...redis),
  );
  let [began, ended, done] = [Number.POSITIVE_INFINITY, 0, 0];
  for (const { lines } of workers) {
    lines.on('line', (line) => {
      const { kind, images: some } = JSON.parse(line);
      if (kind === 'run') began = Math.min(began, performance.now());
      if (kind !== 'shard') return;
      ended = performance.now();
      done += some;
    });
  }
  // Models are loaded before there is work.
  await new Promise((resolve) => setTimeout(resolve, 5000));
  const out = join(folder, `${processes}`);
  const submit = ['cluster', 'submit', list, '--model', model, '--runtime', runtime, '--out', out, '--quiet'];
  const { child, exited } = start(...submit, '--shard-size', `${shardSize}`, ...redis);
  child.stdout.resume();
  const [code] = await exited;
  for (const worker of workers) worker.child.kill('SIGTERM');
  await Promise.all(workers.map((worker) => worker.exited));
  if (code !== 0 || done !== images) throw new Error(`${done} of ${images} images, exit code ${code}`);
  return (ended - began) / 1000;
}

const { list, paths } = await writePhotos();
const seconds = (await classify(paths)) - (await classify(paths.slice(0, 16)));
const alone = (images - 16) / seconds;
console.log(
  `${images} JPEG files of 500 x 375 pixels, ${availableParallelism()} cores, ${runtime}, shards of ${shardSize}`,
);
console.log(`convzoo classify: ${alone.toFixed(0)} images/s`);
for (const processes of [1, 2, 4]) {
  const speed = images / (await cluster(list, processes));
  const share = (100 * speed) / alone;
  console.log(
    `${processes} worker processes: ${speed.toFixed(0)} images/s, ${share.toFixed(0)} % of convzoo classify`,
  );
}
await server.kill();
await rm(folder, { recursive: true });
