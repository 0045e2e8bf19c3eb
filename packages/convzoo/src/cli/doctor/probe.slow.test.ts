import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const bin = fileURLToPath(new URL('../../bin.ts', import.meta.url));
const loader = JSON.stringify(new URL('../../../../../tools/typescript-loader.mjs', import.meta.url).href);
const NODE_OPTIONS = `--conditions=@convzoo/source --disable-warning=ExperimentalWarning --import=${loader}`;

test('engines are started and measured on this machine', async () => {
  const cache = await mkdtemp(join(tmpdir(), 'convzoo-doctor-'));
  try {
    const env = { ...process.env, NODE_OPTIONS, CONVZOO_CACHE: cache };
    const { stdout } = await promisify(execFile)(process.execPath, [bin, 'doctor', '--json'], { env });
    const { engines, auto } = JSON.parse(stdout);
    const named = (name: string) => engines.find(({ engine }: { engine: string }) => engine === name);
    for (const name of ['onnxruntime', 'wasm']) {
      expect(named(name)).toMatchObject({
        starts: true,
        kind: 'CPU',
        inferenceMs: expect.any(Number),
        trainingMs: expect.any(Number),
      });
    }
    expect(named('onnxruntime-web')).toMatchObject({
      starts: true,
      kind: 'CPU',
      device: expect.stringMatching(/, wasm, \d threads?$/),
      inferenceMs: expect.any(Number),
      trainingMs: null,
    });
    expect(named('cpu')).toMatchObject({ starts: true, kind: 'CPU' });
    expect(auto.name).toBe(auto.measured[0].name);
  } finally {
    await rm(cache, { recursive: true });
  }
});
