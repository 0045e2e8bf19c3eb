/**
 * Compiles `assembly/resample.ts` to WebAssembly, as a TypeScript module that bundlers need no loader for:
 *
 *   node packages/core/tools/assemble.mjs > packages/core/src/preprocess/resample-module.ts
 */
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const files = new Map();
const { error, stderr } = await asc.main(
  [
    path('../assembly/resample.ts'),
    ...['--baseDir', path('..'), '--outFile', 'resample.wasm'],
    ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'simd', '--importMemory'],
  ],
  { writeFile: (name, contents) => files.set(name, contents) },
);
if (error !== null) throw new Error(stderr.toString(), { cause: error });

const base64 = Buffer.from(files.get('resample.wasm')).toString('base64');
const lines = base64.match(/.{1,100}/g).map((line) => `  '${line}'`);
console.log(
  [
    '/** Written by tools/assemble.mjs from assembly/resample.ts: WebAssembly in base64. */',
    'export const resampleModule: string =',
    `${lines.join(' +\n')};`,
  ].join('\n'),
);
