import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for parsers that read files by their path; gone when the process ends. */
export function scratchFile(name: string): { readonly path: string; write(content: Uint8Array): void } {
  const folder = mkdtempSync(join(tmpdir(), 'convzoo-fuzz-'));
  const path = join(folder, name);
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { path, write: (content) => writeFileSync(path, content) };
}
