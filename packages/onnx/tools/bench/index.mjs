/**
 * Compares the engine with its peers on this machine, iteration by iteration in turn, and prints ratios.
 *
 * pnpm --filter @convzoo/onnx bench [part of a row's name] [iterations]
 *
 * A peer that is not installed is left out, and named. PyTorch trains in the Python that TORCH_PYTHON names,
 * by default the system's. Rates and ratios are those of the median iteration; the ratio of the fastest ones
 * stands beside.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPeer } from './peer.mjs';

const [filter = '', iterations = '7'] = process.argv.slice(2);
const WARM_UPS = 3;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = (script, ...args) => [process.execPath, here(`peers/${script}.mjs`), ...args.map(String)];
const python = (...args) => [
  process.env.TORCH_PYTHON ?? '/usr/bin/python3',
  here('peers/torch_peer.py'),
  ...args.map(String),
];

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** torchvision's network as a file, by PyTorch's own export; undefined without PyTorch. */
function exported(net) {
  const file = join(folder, `${net}.onnx`);
  try {
    if (!existsSync(file))
      execFileSync('/usr/bin/python3', [here('peers/torch_peer.py'), 'export', net, file], {
        stdio: 'ignore',
      });
  } catch {
    return undefined;
  }
  return file;
}

const plain = (net, batch) => {
  const file = exported(net);
  return file && node('ort', file, batch);
};

/** What is compared: ours, the peer, and how fast ours is to be. */
const rows = [
  ...['alexnet', 'vgg16', 'resnet18', 'resnet50'].flatMap((net) =>
    [1, 8].map((batch) => ({
      name: `compiled ${net} batch ${batch}`,
      images: batch,
      target: 1,
      ours: () => node('compiled', 'float', net, batch),
      peer: ['onnxruntime-node', () => plain(net, batch)],
    })),
  ),
  ...[1, 8].map((batch) => ({
    name: `int8 resnet50 batch ${batch}`,
    images: batch,
    target: 2.5,
    ours: () => node('compiled', 'int8', 'resnet50', batch),
    peer: ['our float32', () => node('compiled', 'float', 'resnet50', batch)],
  })),
  {
    name: 'predict resnet50 batch 8',
    images: 8,
    target: 0.8,
    ours: () => node('tfjs', 'onnxruntime', 'predict', 'resnet50', 8),
    peer: ['onnxruntime-node', () => plain('resnet50', 8)],
  },
  {
    name: 'train resnet18 at 224 batch 16',
    images: 16,
    target: 1,
    ours: () => node('tfjs', 'onnxruntime', 'train', 'resnet18', 16),
    peer: ['PyTorch', () => python('train', 'resnet18', 16)],
  },
  {
    name: 'train resnet20 at 32 batch 128',
    images: 128,
    target: 6,
    ours: () => node('tfjs', 'onnxruntime', 'train', 'resnet20', 128),
    peer: ['TF.js wasm', () => node('tfjs', 'wasm', 'train', 'resnet20', 128)],
  },
];

async function compare({ name, images, target, ours, peer: [peerName, peerCommand] }) {
  const command = peerCommand();
  const sides = [await startPeer(ours()), command && (await startPeer(command))];
  const times = sides.map(() => []);
  for (let i = 0; i < WARM_UPS + Number(iterations); i++) {
    for (const [side, peer] of sides.entries()) {
      const ms = await peer?.iterate();
      if (ms !== undefined && i >= WARM_UPS) times[side].push(ms);
    }
  }
  for (const side of sides) side?.stop();
  const rate = (list) =>
    list.length > 0 ? `${((images * 1000) / median(list)).toFixed(1)} images/s` : 'not installed';
  const [mine, theirs] = times;
  const ratio = (statistic) =>
    theirs.length > 0 ? `${(statistic(theirs) / statistic(mine)).toFixed(2)}x` : '-';
  console.log(
    `${name.padEnd(32)} ${rate(mine).padStart(16)}   ${peerName} ${rate(theirs).padStart(16)}   ${ratio(median).padStart(6)} (fastest ${ratio(fastest)}; to reach ${target}x)`,
  );
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const fastest = (list) => Math.min(...list);

console.log(
  `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, median of ${iterations} iterations`,
);
for (const row of rows) if (row.name.includes(filter)) await compare(row);
