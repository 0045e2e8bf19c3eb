// Every entry point of every installed package loads without any of its optional peers.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';

interface Manifest {
  name: string;
  exports: Record<string, unknown>;
}

const packages = readdirSync('node_modules/@convzoo').map((folder) => `@convzoo/${folder}`);
for (const folder of ['convzoo', ...packages]) {
  const path = `node_modules/${folder}/package.json`;
  const { name, exports }: Manifest = JSON.parse(readFileSync(path, 'utf8'));
  const entries = Object.keys(exports).filter((entry) => !entry.endsWith('.json'));
  for (const entry of entries) assert(await import(name + entry.slice(1)));
}
