/**
 * How long compiling a classifier and its first image take, with and without the cache of compiled networks.
 * Each row is the median of some processes, which start from weights in memory.
 *
 * node packages/onnx/tools/first-run.mjs [network=resnet18,resnet50,vgg16] [processes=5]
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as alexnets from '@convzoo/alexnet';
import { multiClassHead } from '@convzoo/core';
import * as resnets from '@convzoo/resnet';
import { useRuntime } from '@convzoo/runtime';
import * as vggs from '@convzoo/vgg';
import { compile } from '../dist/index.js';

const builders = { ...alexnets, ...resnets, ...vggs };
const [names = 'resnet18,resnet50,vgg16', processes = '5'] = process.argv.slice(2);

if (process.env.FIRST_RUN === undefined) {
  console.log('network       cache   compile ms   first image ms   second image ms');
  for (const name of names.split(',')) {
    const folder = mkdtempSync(join(tmpdir(), 'convzoo-first-run-'));
    try {
      print(
        name,
        'off',
        Array.from({ length: Number(processes) }, () => measureInProcess(name, folder, 0)),
      );
      measureInProcess(name, folder, 4096);
      print(
        name,
        'on',
        Array.from({ length: Number(processes) }, () => measureInProcess(name, folder, 4096)),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
} else {
  console.log(JSON.stringify(await measure(names)));
}

async function measure(name) {
  await useRuntime('onnxruntime');
  const net = builders[name]({ head: multiClassHead(1000) });
  const image = new Float32Array(net.inputShape.reduce((product, size) => product * size, 1)).fill(0.5);
  const times = [performance.now()];
  const compiled = await compile(net);
  times.push(performance.now());
  for (let run = 0; run < 2; run++) {
    await compiled.logits(image);
    times.push(performance.now());
  }
  return times.slice(1).map((time, i) => time - times[i]);
}

/** The process ends when what it compiled is stored. */
function measureInProcess(name, folder, megabytes) {
  const output = execFileSync(process.execPath, [fileURLToPath(import.meta.url), name], {
    encoding: 'utf8',
    env: {
      ...process.env,
      FIRST_RUN: '1',
      CONVZOO_CACHE: folder,
      CONVZOO_COMPILED_CACHE_MB: `${megabytes}`,
    },
  });
  return JSON.parse(output.trim().split('\n').at(-1));
}

function print(name, cache, rows) {
  const medians = rows[0].map((_, column) => median(rows.map((row) => row[column])));
  const cells = [12, 16, 17].map((width, i) => medians[i].toFixed(0).padStart(width));
  console.log(`${name.padEnd(14)}${cache.padEnd(6)}${cells.join(' ')}`);
}

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
