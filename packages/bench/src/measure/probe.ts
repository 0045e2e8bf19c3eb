import type { Facts } from './row.js';
import { everyEngine } from './subject.js';

/** Whether an engine starts here, and what it proved. */
export interface EngineReport {
  /** As `--runtime` names it. */
  readonly engine: string;
  readonly device: string | null;
  readonly isGpu: boolean | null;
  readonly versions: Readonly<Record<string, string>> | null;
  /** Why it does not start; null where it does. */
  readonly reason: string | null;
}

/** Starts every engine, one after the other, in a process of its own each. */
export async function probeEngines(
  probe: (engine: string) => Promise<Facts>,
  engines: readonly string[] = everyEngine,
): Promise<EngineReport[]> {
  const reports: EngineReport[] = [];
  for (const engine of engines) {
    const { device = null, isGpu = null, versions = null, error = null } = await probe(engine);
    reports.push({ engine, device, isGpu, versions, reason: error });
  }
  return reports;
}

/** The engines asked for, `all` replaced by those that start. */
export function expandEngines(asked: readonly string[], reports: readonly EngineReport[]): string[] {
  const starting = reports.filter(({ reason }) => reason === null).map(({ engine }) => engine);
  return [...new Set(asked.flatMap((engine) => (engine === 'all' ? starting : [engine])))];
}
