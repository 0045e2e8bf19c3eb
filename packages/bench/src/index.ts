export { type Environment, environment } from './environment/environment.js';
export { type BenchmarkOptions, benchmark } from './measure/benchmark.js';
export type { Row } from './measure/row.js';
export { type PresetName, presets, type Sampling } from './measure/sampling.js';
export { type Model, models } from './models/models.js';
export { selectModels } from './models/select.js';
export { type Report, writeReport } from './report/json.js';
export { renderTable } from './report/table.js';
export type { Latency } from './statistics/latency.js';
