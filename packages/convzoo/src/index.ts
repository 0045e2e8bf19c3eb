export type { ClassifiedImage } from './commands/classify.js';
export type { ModelRow } from './commands/models.js';
export { type ExitCode, run } from './program.js';
export type { Terminal } from './terminal.js';
