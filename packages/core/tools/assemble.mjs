/**
 * Compiles `assembly/index.ts` to WebAssembly, as a TypeScript module that bundlers need no loader for:
 *
 *   node packages/core/tools/assemble.mjs > packages/core/src/preprocess/simd-module.ts
 */
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const files = new Map();
const { error, stderr } = await asc.main(
  [
    path('../assembly/index.ts'),
    ...['--baseDir', path('..'), '--outFile', 'simd.wasm'],
    ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'],
  ],
  { writeFile: (name, contents) => files.set(name, contents) },
);
if (error !== null) throw new Error(stderr.toString(), { cause: error });

const base64 = Buffer.from(files.get('simd.wasm')).toString('base64');
const lines = base64.match(/.{1,100}/g).map((line) => `  '${line}'`);
console.log(
  [
    '/** Written by tools/assemble.mjs from assembly/index.ts: WebAssembly in base64. */',
    'export const simdModule: string =',
    `${lines.join(' +\n')};`,
  ].join('\n'),
);
