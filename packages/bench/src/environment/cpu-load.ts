import os from 'node:os';

/** CPU time in milliseconds, of all cores together. */
interface CpuTimes {
  readonly busy: number;
  readonly own: number;
  readonly at: number;
}

export interface CpuLoad {
  /**
   * Mean number of cores that processes other than the given ones kept busy; call it when they have ended.
   */
  others(ownCpuMs: number): number;
}

/** Begins to watch how busy all cores of the machine are. */
export function watchCpuLoad(): CpuLoad {
  const start = times();
  return {
    others: (ownCpuMs) => {
      const end = times();
      const elapsed = end.at - start.at;
      const foreign = end.busy - start.busy - (end.own - start.own) - ownCpuMs;
      return elapsed <= 0 ? 0 : Math.max(0, foreign / elapsed);
    },
  };
}

function times(): CpuTimes {
  const busy = os
    .cpus()
    .reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0);
  const { user, system } = process.cpuUsage();
  return { busy, own: (user + system) / 1000, at: performance.now() };
}

/**
 * Other processes matter once they take cores that the measured one could have used: a quarter of one, beyond
 * those that the process may not use anyway.
 */
export function isDisturbed(others: number, cores: number, hostCores: number = os.cpus().length): boolean {
  return others > hostCores - cores + 0.25;
}
