import os from 'node:os';
import type { Cell } from '@convzoo/report/terminal';
import { SPEED_MACS } from '@convzoo/runtime';
import { type Engine, enginesOf } from '../doctor/engines.js';
import { type Failure, type Probe, probeEngine } from '../doctor/probe.js';
import type { Terminal } from '../terminal.js';

/** What `convzoo doctor --json` prints for an engine. */
export interface EngineRow {
  readonly engine: string;
  readonly starts: boolean;
  /** The device, as its driver or system names it. */
  readonly device: string | null;
  /** `GPU` only where the engine proved it; `unproved` where a provider does not say what it runs on. */
  readonly kind: 'GPU' | 'software GPU' | 'CPU' | 'unproved' | null;
  /** Shortest time of the micro-benchmark's inference, in milliseconds. */
  readonly inferenceMs: number | null;
  /** And of its training step; null where the engine can't train, or is too slow to. */
  readonly trainingMs: number | null;
  readonly macsPerSecond: number | null;
  readonly versions: Readonly<Record<string, string>> | null;
  /** Why it does not start. */
  readonly reason: string | null;
  /** What to do about it. */
  readonly remedy: string | null;
}

/** `convzoo doctor`: which engines work on this machine, on which device and how fast, and what is missing. */
export async function doctor(
  terminal: Terminal,
  probe: (name: string, signal: AbortSignal) => Promise<Probe> = probeEngine,
): Promise<void> {
  const engines: EngineRow[] = [];
  const candidates = enginesOf(process.platform);
  for (const [done, engine] of candidates.entries()) {
    terminal.progress.show({ text: `starting and measuring ${engine.name}`, done, total: candidates.length });
    engines.push(rowOf(engine, await probe(engine.name, terminal.signal)));
  }
  terminal.progress.show({ text: 'measuring for auto' });
  const auto = await probe('auto', terminal.signal);
  terminal.progress.clear();
  const machine = machineOf();
  terminal.json({ machine, engines, auto });
  print(machine, engines, auto, terminal);
}

interface Machine {
  readonly node: string;
  readonly os: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  /** One-minute load average; 0 on Windows. */
  readonly loadAverage: number;
}

function machineOf(): Machine {
  return {
    node: process.version,
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    cpu: os.cpus()[0]?.model.trim() ?? 'unknown',
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    loadAverage: os.loadavg()[0] ?? 0,
  };
}

const isFailure = (probe: Probe): probe is Failure => 'reason' in probe;

function rowOf({ name, install, needs }: Engine, probe: Probe): EngineRow {
  const none = {
    device: null,
    kind: null,
    inferenceMs: null,
    trainingMs: null,
    macsPerSecond: null,
    versions: null,
  };
  if (isFailure(probe)) {
    const { missing, reason } = probe;
    const needed = needs === undefined ? undefined : `It needs ${needs}.`;
    const remedy = missing
      ? [`Install it with \`${install}\`.`, needed].filter(Boolean).join(' ')
      : (needed ?? probe.remedy ?? null);
    return {
      engine: name,
      starts: false,
      ...none,
      reason: missing ? `not installed: ${reason}` : reason,
      remedy,
    };
  }
  const { device, isGpu, versions, inferenceMs = null, trainingMs = null } = probe;
  return {
    engine: name,
    starts: true,
    device,
    kind: kindOf(name, isGpu),
    inferenceMs,
    trainingMs,
    macsPerSecond: inferenceMs === null ? null : (1000 * SPEED_MACS) / inferenceMs,
    versions,
    reason: null,
    remedy: null,
  };
}

function kindOf(name: string, isGpu: boolean): EngineRow['kind'] {
  if (isGpu) return 'GPU';
  if (name === 'webgpu') return 'software GPU';
  return name.includes(':') ? 'unproved' : 'CPU';
}

function print(machine: Machine, engines: readonly EngineRow[], auto: Probe, terminal: Terminal): void {
  const { cpu, cores, memoryBytes, node, os, loadAverage } = machine;
  const memory = `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`;
  terminal.line(`${cpu}, ${cores} cores, ${memory}, ${os}, Node ${node}`);
  if (loadAverage > 0.5) {
    terminal.line(
      `Other programs are running (load average ${loadAverage.toFixed(1)}), so the times are too high.`,
    );
  }
  terminal.line('');
  terminal.table(
    ['engine', 'kind', 'inference ms', 'training ms', 'GMAC/s', 'device'],
    engines
      .filter(({ starts }) => starts)
      .map(({ engine, kind, device, inferenceMs, trainingMs, macsPerSecond }) => [
        engine,
        kind ?? '-',
        rounded(inferenceMs),
        rounded(trainingMs),
        rounded(macsPerSecond === null ? null : macsPerSecond / 1e9),
        device ?? '-',
      ]),
  );
  terminal.line('');
  const missing = engines.filter(({ starts }) => !starts);
  for (const { engine, reason, remedy } of missing) {
    terminal.line(`${engine} does not start: ${firstLine(reason ?? '')}`);
    if (remedy !== null) terminal.line(`  ${remedy}`);
  }
  if (missing.length > 0) terminal.line('');
  terminal.line(
    isFailure(auto)
      ? `No engine works: ${auto.reason}`
      : `--runtime auto takes ${auto.name} (${auto.device}).`,
  );
  terminal.line('For engines in a page, run `npx @convzoo/bench --browser --only inference`.');
}

function rounded(value: number | null): Cell {
  return value === null ? '-' : Number(value.toPrecision(3));
}

const longest = 300;

function firstLine(text: string): string {
  const [line = ''] = text.split('\n');
  return line.length <= longest ? line : `${line.slice(0, longest)}…`;
}
