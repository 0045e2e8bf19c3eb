import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import os from 'node:os';
import type { Machine } from './machine.js';

/** Where and when a benchmark ran. */
export interface Environment {
  /** ISO 8601, UTC. */
  readonly date: string;
  readonly node: string;
  readonly os: string;
  readonly machine: Machine;
  readonly memoryBytes: number;
  /** One-minute load average before the benchmark; 0 on Windows. */
  readonly loadAverage: number;
  /** By package. */
  readonly versions: Readonly<Record<string, string>>;
}

const packages = [
  '@convzoo/core',
  '@convzoo/alexnet',
  '@convzoo/vgg',
  '@convzoo/resnet',
  '@convzoo/onnx',
  '@convzoo/runtime',
  '@convzoo/train',
  '@convzoo/gradcam',
  '@convzoo/tfjs-backend-onnxruntime',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
];

export function environment(): Environment {
  return {
    date: new Date().toISOString(),
    node: process.version,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    machine: {
      cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
      cores: os.availableParallelism(),
      commit: commit(),
    },
    memoryBytes: os.totalmem(),
    loadAverage: os.loadavg()[0] ?? 0,
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
    const output = execFileSync('git', ['describe', '--always', '--dirty', '--abbrev=40', '--exclude=*'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.trim();
  } catch {
    return null;
  }
}
