import type { TracedSource } from '../export/export-model.js';

/** Pages have no cache. */
export function compiledKey(_traced: TracedSource, _onnxRuntime: string): string | undefined {
  return undefined;
}

export async function readCompiled(_key: string): Promise<Uint8Array | undefined> {
  return undefined;
}

export function storeCompiled(_key: string, _bytes: Uint8Array): void {}
