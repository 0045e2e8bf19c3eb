/**
 * Compares this build with that of another checkout, iteration by iteration in turn: whether a change has cost
 * speed.
 *
 * pnpm --filter @convzoo/onnx bench:against CHECKOUT [part of a row's name] [iterations]
 *
 * CHECKOUT is a folder with another version of this repository, installed and built (a git worktree). Each side
 * runs its own peers, and the two processes live at the same time, so that neither has a quieter machine.
 */
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { timesInTurn } from './in-turn.mjs';

const [checkout, filter = '', iterations = '15'] = process.argv.slice(2);
if (checkout === undefined) {
  console.error('Which checkout? pnpm --filter @convzoo/onnx bench:against CHECKOUT');
  process.exit(2);
}
const PEERS = 'packages/onnx/tools/bench/peers';
const sides = [
  fileURLToPath(new URL('../../../../', import.meta.url)),
  resolve(process.env.INIT_CWD ?? '', checkout),
];

const rows = [
  ...['alexnet', 'vgg16', 'resnet18', 'resnet50'].flatMap((net) =>
    [1, 8].map((batch) => ['compiled', 'float', net, batch]),
  ),
  ...[1, 8].map((batch) => ['compiled', 'int8', 'resnet50', batch]),
  ['tfjs', 'onnxruntime', 'predict', 'resnet50', 8],
  ['tfjs', 'wasm', 'predict', 'resnet18', 1],
  ['tfjs', 'onnxruntime', 'train', 'resnet18', 16],
  ['tfjs', 'onnxruntime', 'train', 'resnet20', 128],
];

const sorted = (list) => list.toSorted((a, b) => a - b);
const median = (list) => sorted(list)[Math.floor(list.length / 2)];

console.log(
  `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, ${iterations} iterations; here over there`,
);
for (const [script, ...args] of rows) {
  const name = [script, ...args].join(' ');
  if (!name.includes(filter)) continue;
  const commands = sides.map((side) => [
    process.execPath,
    join(side, PEERS, `${script}.mjs`),
    ...args.map(String),
  ]);
  const times = await timesInTurn(commands, Number(iterations));
  const ratios = sorted(times[0].map((ms, i) => times[1][i] / ms));
  const at = (share) => ratios[Math.round(share * (ratios.length - 1))].toFixed(3);
  const fastest = (Math.min(...times[1]) / Math.min(...times[0])).toFixed(3);
  const [here, there] = times.map((list) => `${median(list).toFixed(1)} ms`);
  console.log(
    `${name.padEnd(38)} ${here.padStart(11)} ${there.padStart(11)}   ${at(0.5)}x (quartiles ${at(0.25)} to ${at(0.75)}; fastest ${fastest})`,
  );
}
process.exit(0);
