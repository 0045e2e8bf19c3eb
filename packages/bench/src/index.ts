export { type BenchmarkOptions, benchmark } from './benchmark.js';
export { type Environment, environment } from './environment.js';
export { type Model, models } from './models.js';
export { type Report, writeReport } from './report.js';
export type { Row } from './row.js';
export { type PresetName, presets, type Sampling } from './sampling.js';
export { selectModels } from './select-models.js';
export type { Latency } from './statistics.js';
export { renderTable } from './table.js';
