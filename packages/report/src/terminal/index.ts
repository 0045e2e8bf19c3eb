export { formatDuration } from './duration.js';
export { printable } from './printable.js';
export { type ProgressLine, type ProgressStream, progressOn, type Work } from './progress-line.js';
export { alignColumns, type Cell, type TextColumn, textTable } from './text-table.js';
