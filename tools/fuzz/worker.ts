import { parentPort, workerData } from 'node:worker_threads';
import { startCoverage } from './coverage.ts';
import { explore } from './explore.ts';
import { openInbox } from './inbox.ts';
import { probe } from './probe.ts';
import { openTarget } from './targets/index.ts';

const { name, runs, seed, shared, only } = workerData as WorkerData;
const target = await openTarget(name);
const inbox = openInbox(shared);
const probeInput: Parameters<typeof explore>[1]['probe'] = (input) => {
  inbox.put(input);
  return probe(target.run, input);
};
const post = (message: WorkerMessage): void => parentPort?.postMessage(message);

if (only !== undefined) {
  const fault = await probeInput(only);
  if (fault !== undefined) post({ kind: 'fault', input: only, fault });
  post({ kind: 'done', explored: { inputs: 1, corpus: 1, code: 0, grown: 0 } });
} else {
  const explored = await explore(target, {
    runs,
    seed,
    probe: probeInput,
    startCoverage,
    onFault: (input, fault) => post({ kind: 'fault', input, fault }),
  });
  post({ kind: 'done', explored });
}

export interface WorkerData {
  readonly name: string;
  readonly runs: number;
  readonly seed: number;
  readonly shared: SharedArrayBuffer;
  /** An input to run alone. */
  readonly only?: Uint8Array;
}

export type WorkerMessage =
  | { readonly kind: 'fault'; readonly input: Uint8Array; readonly fault: import('./probe.ts').Fault }
  | { readonly kind: 'done'; readonly explored: import('./explore.ts').Explored };
