import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

it('the module in base64 is what its source compiles to', () => {
  const assemble = fileURLToPath(new URL('../../tools/assemble.mjs', import.meta.url));
  const committed = readFileSync(new URL('./simd-module.ts', import.meta.url), 'utf8');
  expect(committed).toBe(execFileSync(process.execPath, [assemble], { encoding: 'utf8' }));
});
