import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What nvidia-smi says about a process at one moment. */
export interface GpuUse {
  readonly memoryBytes: number;
  /** Of the whole GPU, in percent. */
  readonly utilization: number;
}

const run = promisify(execFile);
const mebibyte = 2 ** 20;

/** A driver that hangs must not hold the benchmark. */
const options = { timeout: 5000, killSignal: 'SIGKILL' } as const;

/** Asks nvidia-smi; undefined where there is none, or where it does not know the process. */
export async function gpuUseOf(pid: number): Promise<GpuUse | undefined> {
  try {
    const [processes, gpus] = await Promise.all([
      run(
        'nvidia-smi',
        ['--query-compute-apps=pid,gpu_uuid,used_memory', '--format=csv,noheader,nounits'],
        options,
      ),
      run('nvidia-smi', ['--query-gpu=uuid,utilization.gpu', '--format=csv,noheader,nounits'], options),
    ]);
    return parseGpuUse(processes.stdout, gpus.stdout, pid);
  } catch {
    return undefined;
  }
}

/**
 * Reads the tables of `--query-compute-apps=pid,gpu_uuid,used_memory` and `--query-gpu=uuid,utilization.gpu`.
 */
export function parseGpuUse(processes: string, gpus: string, pid: number): GpuUse | undefined {
  const own = cells(processes).filter(([id]) => id === `${pid}`);
  const memory = own.map(([, , mebibytes]) => Number(mebibytes)).filter(Number.isFinite);
  if (memory.length === 0) return undefined;
  const uuids = new Set(own.map(([, uuid]) => uuid));
  const utilizations = cells(gpus)
    .filter(([uuid]) => uuids.has(uuid))
    .map(([, percent]) => Number(percent))
    .filter(Number.isFinite);
  return {
    memoryBytes: mebibyte * memory.reduce((sum, mebibytes) => sum + mebibytes, 0),
    utilization: Math.max(0, ...utilizations),
  };
}

function cells(table: string): string[][] {
  return table
    .split('\n')
    .filter((line) => line.includes(','))
    .map((line) => line.split(',').map((cell) => cell.trim()));
}
