/**
 * Measures everything that computes on this machine's GPU, beside PyTorch where it is installed, in about five
 * minutes. Exit code: 0 measured, 1 a step failed, 3 no engine proved a GPU (and it says what is missing).
 *
 * Usage, after `pnpm install && pnpm run build`: node tools/gpu-check/check.mjs [FOLDER]
 */
import { execFile, spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { batches, formatTable, gpuEngines, missingLines, models, rowsOf } from './table.mjs';

const [folder = 'gpu-check'] = process.argv.slice(2);
const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const convzoo = join(root, 'packages/convzoo/dist/bin.js');
const bench = join(root, 'packages/bench/dist/bin.js');
const python = process.env.TORCH_PYTHON ?? 'python3';

console.log(await describeGpu());
console.log('Starting every engine (convzoo doctor) ...');
const doctor = JSON.parse((await run(process.execPath, [convzoo, 'doctor', '--json'])).stdout);
const engines = gpuEngines(doctor.engines);
if (engines.length === 0) {
  console.log('No engine proved a GPU. What is missing:');
  for (const line of missingLines(doctor.engines)) console.log(`  ${line}`);
  process.exit(3);
}

mkdirSync(folder, { recursive: true });
const json = join(folder, 'bench.json');
const flags = [
  ...['--runtime', engines.join(','), '--models', models.join(','), '--batch', batches.join(',')],
  ...['--only', 'inference,training', '--preset', 'quick', '--time-budget', '3m', '--time-limit', '2m'],
  ...['--json', json, '--html', join(folder, 'bench.html'), '--csv', join(folder, 'bench.csv')],
];
const code = await new Promise((resolve) => {
  spawn(process.execPath, [bench, ...flags], { stdio: 'inherit' }).once('close', resolve);
});
const torch = await torchRows();
const rows = [...rowsOf(JSON.parse(readFileSync(json, 'utf8'))), ...torch];
writeFileSync(join(folder, 'gpu-check.json'), `${JSON.stringify({ doctor, rows }, null, 2)}\n`);
const table = formatTable(rows);
writeFileSync(join(folder, 'gpu-check.md'), `${table}\n`);
console.log(`\n${table}\n\nAll of it is in ${folder}/: gpu-check.md, gpu-check.json, bench.html.`);
process.exit(code === 0 ? 0 : 1);

async function describeGpu() {
  const query = ['--query-gpu=name,driver_version,memory.total', '--format=csv,noheader'];
  const { stdout } = await run('nvidia-smi', query).catch(() => ({ stdout: '' }));
  return stdout.trim() || 'nvidia-smi names no NVIDIA GPU.';
}

/** Rows of PyTorch on CUDA; none, and a line that says why, where it is not installed. */
async function torchRows() {
  const script = fileURLToPath(new URL('torch_cuda.py', import.meta.url));
  try {
    const { stdout } = await run(python, [script, models.join(','), batches.join(',')], { timeout: 240_000 });
    return JSON.parse(stdout);
  } catch (error) {
    const reason = String(error.stderr || error.message)
      .trim()
      .split('\n')
      .at(-1);
    console.log(`PyTorch is left out (${python}; TORCH_PYTHON names another): ${reason}`);
    return [];
  }
}
