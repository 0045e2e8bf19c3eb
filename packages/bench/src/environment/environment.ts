import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';

/** Where and when a benchmark ran. */
export interface Environment {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** Mean number of processes that wanted a core in the last minute, before this one began; 0 on Windows. */
  readonly loadAverage: number;
  /** HEAD of the current directory's git repository, with `-dirty` if files differ; null outside one. */
  readonly commit: string | null;
  /** By package. */
  readonly versions: Readonly<Record<string, string>>;
}

const packages = [
  '@convzoo/core',
  '@convzoo/alexnet',
  '@convzoo/vgg',
  '@convzoo/resnet',
  '@convzoo/tfjs-backend-onnxruntime',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
];

export function environment(): Environment {
  return {
    date: new Date().toISOString(),
    node: process.version,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    loadAverage: os.loadavg()[0] ?? 0,
    commit: commit(),
    versions: {
      '@convzoo/bench': versionIn('../../package.json'),
      ...Object.fromEntries(packages.map((name) => [name, versionIn(`${name}/package.json`)])),
    },
  };
}

function versionIn(manifest: string): string {
  const { version }: { version: string } = createRequire(import.meta.url)(manifest);
  return version;
}

function commit(): string | null {
  try {
    const stdio = ['ignore', 'pipe', 'ignore'] as const;
    const output = execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
      encoding: 'utf8',
      stdio: [...stdio],
    });
    return output.trim();
  } catch {
    return null;
  }
}
