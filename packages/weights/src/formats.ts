/** The file formats alone, from bytes to tensors: nothing here needs Node. */
export { parseKeras } from './keras/parse.js';
export type { ParsedWeights } from './parsed-weights.js';
export { parsePyTorch } from './pytorch/parse.js';
export { formatSafetensors } from './safetensors/format.js';
export { parseSafetensors } from './safetensors/parse.js';
export { parseShardedSafetensors, type ReadSibling } from './safetensors/sharded.js';
export { parseTfjs } from './tfjs/parse.js';
