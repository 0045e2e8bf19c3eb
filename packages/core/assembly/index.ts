// AssemblyScript, which `tools/assemble.mjs` turns into `src/preprocess/simd-module.ts`.

export { normalizeSamples } from './normalize';
export { resampleColumns, resampleRows } from './resample';
