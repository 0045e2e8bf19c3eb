import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import { join } from 'node:path';
import { cpuName, lacksGpu } from './host.js';
import { formatRanking, parseRanking, type RankingKey, type RankingStore } from './ranking.js';

/** Packages that decide which runtimes there are and how fast; a list leads from a package to its dependency. */
const packages: readonly (readonly string[])[] = [
  ['@tensorflow/tfjs-core'],
  ['@tensorflow/tfjs-node-gpu'],
  ['@tensorflow/tfjs-node'],
  ['@tensorflow/tfjs-backend-webgpu'],
  ['webgpu'],
  ['@convzoo/tfjs-backend-onnxruntime'],
  ['@convzoo/tfjs-backend-onnxruntime', 'onnxruntime-node'],
  ['@convzoo/tfjs-backend-onnxruntime', 'onnxruntime-web'],
  ['@tensorflow/tfjs-backend-wasm'],
];

/** A file for each set of versions, as projects on one machine have different ones installed. */
export function rankingStore(): RankingStore {
  const key: RankingKey = {
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    cpu: cpuName(),
    cores: os.availableParallelism(),
    gpu: !lacksGpu(),
    versions: Object.fromEntries(packages.map((path) => [path.at(-1)!, versionOf(path)])),
  };
  const digest = createHash('sha256').update(JSON.stringify(key)).digest('hex').slice(0, 16);
  const folder = join(cacheFolder(), 'runtimes');
  const file = join(folder, `${digest}.json`);
  return {
    read: async () => parseRanking(await readFile(file, 'utf8').catch(() => ''), key),
    write: async (ranking) => {
      const unfinished = `${file}.${process.pid}.tmp`;
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(unfinished, formatRanking(key, ranking));
        await rename(unfinished, file);
      } catch {
        // A folder that can't be written, or a full disk: it is measured again next time.
        await rm(unfinished, { force: true }).catch(() => {});
      }
    },
  };
}

/** The folder that downloads are cached in, too. */
function cacheFolder(): string {
  const { CONVZOO_CACHE, XDG_CACHE_HOME } = process.env;
  return CONVZOO_CACHE || join(XDG_CACHE_HOME || join(os.homedir(), '.cache'), 'convzoo');
}

/** Null where it is not installed. */
function versionOf(path: readonly string[]): string | null {
  try {
    const manifest = path.reduce((from, name) => manifestOf(name, from), import.meta.url);
    const { version }: { version: string } = createRequire(manifest)(manifest);
    return version;
  } catch {
    return null;
  }
}

/** A package's manifest, as seen from a file. Not every package exports it. */
function manifestOf(name: string, from: string): string {
  const require = createRequire(from);
  try {
    return require.resolve(`${name}/package.json`);
  } catch {
    const [root] = require.resolve(name).split(join(name, 'dist'));
    return join(root!, name, 'package.json');
  }
}
