export {
  listCheckpoints,
  loadCheckpoint,
  loadNewestCheckpoint,
  type NewestCheckpoint,
  saveCheckpoint,
} from './checkpoints.node.js';
export { eventFile, type ScalarWriter } from './event-file.node.js';
export type { HeatMapper, SeenExample } from './example-pictures.node.js';
export { exitCodeOf, type Interruption, type InterruptSignal, listenForInterrupt } from './interrupt.node.js';
export { jsonLines, type LogEntry, readJsonLines } from './json-lines.node.js';
export { runFiles } from './run-files.js';
export {
  type RunOptions,
  type RunResult,
  runTraining,
} from './run-training.node.js';
export { type WriteReportOptions, writeReport } from './write-report.node.js';
