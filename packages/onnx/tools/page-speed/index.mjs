/**
 * Inference in a page of Chromium: compiled for onnxruntime-web's WebAssembly beside TF.js's wasm, with as many threads,
 * run in turn. Medians of the runs, in images per second, and the medians' ratio.
 *
 * pnpm --filter @convzoo/onnx bench:page [--rounds 9] [--batch 1] [--threads 1,2] [network …]
 */
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findChromium, openPage } from '@convzoo/browser-tests';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '9' },
    batch: { type: 'string', default: '1' },
    threads: { type: 'string', default: '1,2' },
  },
});
const networks = positionals.length > 0 ? positionals : ['resnet18', 'resnet50', 'alexnet'];
const [rounds, batch] = [Number(values.rounds), Number(values.batch)];
const executable = findChromium() ?? process.exit(1);
const entry = fileURLToPath(new URL('./page.mjs', import.meta.url));
const isolated = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
};

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];
const perSecond = (times) => (1000 * batch) / median(times);

console.log(`${cpus()[0]?.model}, ${cpus().length} cores, batches of ${batch}, medians of ${rounds}`);
console.log('network    threads  TF.js wasm  compiled  ratio  compile ms  load average');
for (const threads of values.threads.split(',').map(Number)) {
  for (const network of networks) {
    const page = await openPage(executable, { entry, headers: threads > 1 ? isolated : {} });
    try {
      const opened = await page.call('open', network, { batch, threads });
      const note = opened.tfjsThreads === threads ? '' : ` (TF.js on ${opened.tfjsThreads})`;
      if (!opened.engine.includes(`${threads} thread`)) throw new Error(`compiled for ${opened.engine}`);
      const times = { tfjs: [], compiled: [] };
      // The first runs compile WebAssembly for speed, and fold weights.
      for (let round = -3; round < rounds; round++) {
        for (const which of ['tfjs', 'compiled']) {
          const ms = await page.call('time', which);
          if (round >= 0) times[which].push(ms);
        }
      }
      const [tfjs, compiled] = [perSecond(times.tfjs), perSecond(times.compiled)];
      console.log(
        [
          network.padEnd(10),
          String(threads).padStart(7),
          tfjs.toFixed(2).padStart(11),
          compiled.toFixed(2).padStart(9),
          (compiled / tfjs).toFixed(2).padStart(6),
          opened.compileMs.toFixed(0).padStart(11),
          loadavg()[0].toFixed(1).padStart(13),
        ].join(' ') + note,
      );
    } finally {
      await page.close();
    }
  }
}
