/**
 * Compares the engine with its peers on this machine, iteration by iteration in turn, and prints ratios.
 *
 * pnpm --filter @convzoo/onnx bench [part of a row's name] [iterations]
 *
 * A peer that is not installed is left out, and named. PyTorch and OpenVINO run in the Pythons that
 * TORCH_PYTHON and OPENVINO_PYTHON name, by default the system's. Files for ONNX Runtime and OpenVINO are
 * PyTorch's own exports; ONNX_FOLDER names a folder with files such as resnet50.onnx to use instead. Rates and
 * ratios are those of the median iteration; the ratio of the fastest ones stands beside.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timesInTurn } from './in-turn.mjs';

const [filter = '', iterations = '7'] = process.argv.slice(2);
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const node = (script, ...args) => [process.execPath, here(`peers/${script}.mjs`), ...args.map(String)];
const pythonOf = (variable) => process.env[variable] ?? '/usr/bin/python3';
const torch = (...args) => [pythonOf('TORCH_PYTHON'), here('peers/torch_peer.py'), ...args.map(String)];

const folder = mkdtempSync(join(tmpdir(), 'convzoo-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** torchvision's network as a file, by PyTorch's own export; undefined without PyTorch. */
function exported(net) {
  const given = join(process.env.ONNX_FOLDER ?? folder, `${net}.onnx`);
  if (existsSync(given)) return given;
  const file = join(folder, `${net}.onnx`);
  try {
    const [python, ...args] = torch('export', net, file);
    execFileSync(python, args, { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  return file;
}

const plain = (net, batch) => {
  const file = exported(net);
  return file && node('ort', file, batch);
};

const openvino = (net, batch) => {
  const file = exported(net);
  return file && [pythonOf('OPENVINO_PYTHON'), here('peers/openvino_peer.py'), file, String(batch)];
};

/** What is compared: ours, its peers, and how many times as fast as the first of them ours is to be. */
const rows = [
  ...['alexnet', 'vgg16', 'resnet18', 'resnet50'].flatMap((net) =>
    [1, 8].map((batch) => ({
      name: `compiled ${net} batch ${batch}`,
      images: batch,
      target: 1,
      ours: () => node('compiled', 'float', net, batch),
      peers: [
        ['onnxruntime-node', () => plain(net, batch)],
        ['OpenVINO', () => openvino(net, batch)],
        ['PyTorch', () => torch('predict', net, batch)],
      ],
    })),
  ),
  ...[1, 8].map((batch) => ({
    name: `int8 resnet50 batch ${batch}`,
    images: batch,
    target: 2.5,
    ours: () => node('compiled', 'int8', 'resnet50', batch),
    peers: [['our float32', () => node('compiled', 'float', 'resnet50', batch)]],
  })),
  ...[1, 8].map((batch) => ({
    name: `predict of a classifier, resnet18 batch ${batch}`,
    images: batch,
    target: 0.95,
    ours: () => node('tfjs', 'onnxruntime', 'classifier', 'resnet18', batch),
    peers: [['our compiled', () => node('compiled', 'float', 'resnet18', batch)]],
  })),
  {
    name: 'predict resnet50 batch 8',
    images: 8,
    target: 0.8,
    ours: () => node('tfjs', 'onnxruntime', 'predict', 'resnet50', 8),
    peers: [['onnxruntime-node', () => plain('resnet50', 8)]],
  },
  {
    name: 'train resnet18 at 224 batch 16',
    images: 16,
    target: 1,
    ours: () => node('tfjs', 'onnxruntime', 'train', 'resnet18', 16),
    peers: [['PyTorch', () => torch('train', 'resnet18', 16)]],
  },
  {
    name: 'train resnet20 at 32 batch 128',
    images: 128,
    target: 6,
    ours: () => node('tfjs', 'onnxruntime', 'train', 'resnet20', 128),
    peers: [['TF.js wasm', () => node('tfjs', 'wasm', 'train', 'resnet20', 128)]],
  },
];

async function compare({ name, images, target, ours, peers }) {
  const commands = [ours(), ...peers.map(([, command]) => command())];
  const times = await timesInTurn(commands, Number(iterations));
  const rate = (list) =>
    list.length > 0 ? `${((images * 1000) / median(list)).toFixed(1)} images/s` : 'not installed';
  const [mine, ...theirs] = times;
  console.log(`${name.padEnd(32)} ${rate(mine).padStart(16)}   to reach ${target}x of ${peers[0][0]}`);
  for (const [i, list] of theirs.entries()) {
    const ratio = (statistic) => `${(statistic(list) / statistic(mine)).toFixed(2)}x`;
    const ratios = list.length === 0 ? '' : `   ${ratio(median)} (fastest ${ratio(fastest)})`;
    console.log(`  ${peers[i][0].padEnd(30)} ${rate(list).padStart(16)}${ratios}`);
  }
}

const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
const fastest = (list) => Math.min(...list);

console.log(
  `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, median of ${iterations} iterations`,
);
for (const row of rows) if (row.name.includes(filter)) await compare(row);
