export { type Cluster, type ClusterOptions, connectCluster } from './cluster.js';
export { evaluateResults } from './evaluate-results.js';
export { type ClusterModel, type Explainer, modelHash } from './model.js';
export type { FormatName } from './results/formats.js';
export type { Explain, Run } from './runs/run.js';
export type { RunState, RunStatus } from './status.js';
export type { SubmitOptions } from './submit.js';
export type { WorkEvent, WorkOptions } from './work.js';
