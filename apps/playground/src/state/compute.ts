import { connect, type Run } from '../compute/client.js';
import type { EngineInfo } from '../compute/jobs.js';
import { createTask, type Task } from './task.js';

/** Everything that takes long is computed in a worker, so that the page stays responsive. */
export const run: Run = connect(
  new Worker(new URL('../compute/worker.ts', import.meta.url), { type: 'module' }),
);

export const engine: Task<EngineInfo> = createTask();

export function startEngine(): void {
  void engine.start((work) => run('start', undefined, work));
}
