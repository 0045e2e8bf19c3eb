export type { ClassifiedImage } from './cli/commands/classify.js';
export type { ModelRow } from './cli/commands/models.js';
export { type ExitCode, run } from './cli/program.js';
export type { Terminal } from './cli/terminal.js';
