import { createHash, type Hash } from 'node:crypto';
import type { ElementData, Trace } from '@convzoo/tfjs-backend-onnxruntime/recorder';
import type { TracedSource } from '../export/export-model.js';

/** Increase this when the arranged model of the same trace changes. */
const VERSION = 1;

/**
 * A hash of everything that determines a source's arranged model: its operators, and the contents of its weights.
 */
export function traceKey({ exported, traces, nchwc }: TracedSource, onnxRuntime: string): string {
  const { inputs, outputs, metadata } = exported;
  const hash = createHash('sha256');
  hash.update(JSON.stringify([VERSION, onnxRuntime, nchwc ?? null, inputs, outputs, metadata ?? null]));
  const hashed = new Map<ElementData, number>();
  for (const trace of traces) if (trace !== undefined) addTrace(hash, trace, hashed);
  return hash.digest('hex');
}

/** Bytes of the weights that a trace uses. */
export function weightBytes({ traces: [{ program }] }: TracedSource): number {
  return program.inputs.reduce((sum, { data }) => sum + (data?.byteLength ?? 0), 0);
}

function addTrace(
  hash: Hash,
  { program, inputs, outputs, weights }: Trace,
  hashed: Map<ElementData, number>,
) {
  const nameOf = (operand: (typeof inputs)[number]): string | undefined => program.names.get(operand);
  const names = [...weights].map(([weight, name]) => [nameOf(weight), name]);
  hash.update(JSON.stringify([program.key, inputs.map(nameOf), outputs.map(nameOf), names]));
  for (const { dtype, shape, data } of [...program.inputs, ...program.constants]) {
    hash.update(JSON.stringify([dtype, shape, data && (hashed.get(data) ?? -1)]));
    if (data === undefined || hashed.has(data)) continue;
    // A weight that two traces share is hashed once.
    hashed.set(data, hashed.size);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
}
