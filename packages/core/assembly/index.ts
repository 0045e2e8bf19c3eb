// AssemblyScript, which `tools/assemble.mjs` turns into `src/preprocess/simd-module.ts`.

export { normaliseSamples } from './normalise';
export { resampleColumns, resampleRows } from './resample';
