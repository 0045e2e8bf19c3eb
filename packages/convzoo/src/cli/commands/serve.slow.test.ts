import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin.ts', import.meta.url));
const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../fixtures/${name}`, import.meta.url));

test('serves a saved model until it is stopped', async () => {
  const node = ['--conditions=@convzoo/source', '--import', fixture('../../../tools/typescript-loader.mjs')];
  const args = ['serve', '--model', `shapes=${fixture('shapes')}`, '--port', '0', '--runtime', 'wasm'];
  const child = spawn(process.execPath, [...node, bin, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = await once(child.stdout, 'data');
    const [, url] = /^shapes at (http:\S+)/.exec(String(line)) ?? [];
    const image = new Uint8Array(await readFile(fixture('triangle.png')));
    const response = await fetch(`${url}/classify?top=1`, { method: 'POST', body: image });
    expect(await response.json()).toMatchObject({ model: 'shapes', predictions: [{ label: 'triangle' }] });
    child.kill('SIGTERM');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});
