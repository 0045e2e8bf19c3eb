/**
 * How fast a folder of photos becomes labels with resnet18, next to transformers.js on the same weights, and
 * to the limit that decoding and inference set: what both take alone, one after the other.
 *
 * pnpm --filter @convzoo/onnx bench:photos [--photos FOLDER] [--transformers FOLDER] [--rounds 5]
 *
 * Without a folder of photos it makes 208, of 640 x 480: whole batches, as a thousand photos all but are. All
 * sides go through all photos in turn, in every round: five rounds are a thousand photos. Rates are those of
 * the fastest round.
 *
 * transformers.js is taken from a folder outside the workspace, where it was installed by
 * `ONNXRUNTIME_NODE_INSTALL=skip npm install @huggingface/transformers sharp`.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { listImages } from '../../../data/dist/index.js';
import { startPeer } from './peer.mjs';
import { BATCH, writeTransformersModel } from './photos-model.mjs';

const { values: flags } = parseArgs({
  options: {
    photos: { type: 'string' },
    transformers: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
});
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'convzoo-photos-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

/** The same cat, from farther to nearer and in every hue. */
async function makePhotos(into, count) {
  const sharp = createRequire(here('../../../data/package.json'))('sharp');
  mkdirSync(into);
  for (let i = 0; i < count; i++) {
    await sharp(here('../../../data/fixtures/chelsea.jpg'))
      .extract({ left: i, top: i >> 1, width: 451 - 2 * i, height: 300 - i })
      .resize(640, 480)
      .modulate({ hue: Math.round((360 * i) / count) })
      .jpeg({ quality: 90 })
      .toFile(join(into, `${i}.jpg`));
  }
  return into;
}

const photos = flags.photos ?? (await makePhotos(join(folder, 'photos'), 208));
const { length: count } = await listImages([photos]);

const node = (script, ...args) => [process.execPath, here(`peers/${script}.mjs`), ...args.map(String)];
const commands = {
  'our stream': node('photos', 'stream', photos),
  'our stream, int8': node('photos', 'stream-int8', photos),
  'decoding only': node('photos', 'decode', photos),
  'inference only': node('photos', 'inference', photos),
};
const installed = flags.transformers && join(flags.transformers, 'node_modules/@huggingface/transformers');
if (installed && existsSync(installed)) {
  const model = join(folder, 'resnet18');
  await writeTransformersModel(model);
  const peer = (batch) => node('transformers', flags.transformers, model, photos, batch);
  commands['transformers.js, one by one'] = peer(1);
  commands[`transformers.js, batches of ${BATCH}`] = peer(BATCH);
} else {
  console.log('transformers.js is left out: --transformers names no folder where it is installed');
}

const sides = [];
for (const [name, command] of Object.entries(commands)) {
  const peer = await startPeer(command);
  if (peer === undefined) console.log(`${name} is left out: it did not start`);
  else sides.push({ name, peer, times: [] });
}
// The first round warms up.
for (let round = 0; round <= Number(flags.rounds); round++) {
  for (const { peer, times } of sides) {
    const ms = await peer.iterate();
    if (round > 0) times.push(ms);
  }
}
const [{ peer: reference }] = sides;
for (const { name, peer } of sides) {
  const labels = peer.result();
  if (labels === undefined || peer === reference) continue;
  const same = labels.filter((label, i) => label === reference.result()[i]).length;
  console.log(
    `${name}: the same label as our stream for ${same} of ${labels.length} photos (untrained weights: many scores are all but tied)`,
  );
}
for (const { peer } of sides) peer.stop();

console.log(
  `${cpus().length} x ${cpus()[0]?.model}, Node ${process.version}, ${flags.rounds} rounds of ${count} photos`,
);
const rates = new Map(sides.map(({ name, times }) => [name, (count * 1000) / Math.min(...times)]));
for (const [name, rate] of rates) console.log(`${name.padEnd(34)} ${rate.toFixed(1).padStart(8)} images/s`);
const [ours, int8, decoding, inference, ...others] = rates.values();
const limit = 1 / (1 / decoding + 1 / inference);
console.log(`of the limit, ${limit.toFixed(1)} images/s: ${(ours / limit).toFixed(2)} (to reach 0.85)`);
if (others.length > 0) {
  const against = (rate) => others.map((other) => `${(rate / other).toFixed(2)}x`).join(' and ');
  console.log(`against transformers.js: ${against(ours)}, int8 ${against(int8)} (to reach 2x)`);
}
