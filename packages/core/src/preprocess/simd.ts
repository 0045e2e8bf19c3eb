import { simdModule } from './simd-module.js';

/** What `assembly` exports; every number is an address, a count or a scale. */
export interface Simd {
  readonly memory: WebAssembly.Memory;
  readonly resampleRows: (...numbers: readonly number[]) => void;
  readonly resampleColumns: (...numbers: readonly number[]) => void;
  readonly normalizeSamples: (...numbers: readonly number[]) => void;
}

/** The memory never shrinks, so larger images are left to the portable code. */
const memoryLimit = 2 ** 26;
const pageSize = 2 ** 16;

let started: Simd | 'unavailable' | undefined;

/**
 * Functions in WebAssembly with SIMD, and a memory of at least so many bytes. Undefined where they cannot be
 * used: in an engine without SIMD, on a page that forbids WebAssembly, or for more than 64 MiB.
 */
export function startSimd(size: number): Simd | undefined {
  if (size > memoryLimit) return undefined;
  started ??= start();
  if (started === 'unavailable') return undefined;
  const missing = size - started.memory.buffer.byteLength;
  if (missing > 0) started.memory.grow(Math.ceil(missing / pageSize));
  return started;
}

function start(): Simd | 'unavailable' {
  try {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const code = Uint8Array.from(atob(simdModule), (character) => character.charCodeAt(0));
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code), { env: { memory } });
    const { resampleRows, resampleColumns, normalizeSamples } = exports as Record<
      string,
      Simd['resampleRows']
    >;
    if (!resampleRows || !resampleColumns || !normalizeSamples) return 'unavailable';
    return { memory, resampleRows, resampleColumns, normalizeSamples };
  } catch {
    return 'unavailable';
  }
}
