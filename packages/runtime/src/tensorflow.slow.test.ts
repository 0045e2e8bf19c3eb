import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { differenceFromCpu } from './fixtures/difference-from-cpu.js';
import { networks, train } from './fixtures/networks.js';
import { useRuntime } from './use-runtime.js';

const installed = isInstalled('@tensorflow/tfjs-node');
if (!installed) {
  console.warn(
    'tensorflow is not tested: build @tensorflow/tfjs-node with `node tools/tfjs-node/build.mjs`.',
  );
}

function isInstalled(name: string): boolean {
  try {
    createRequire(import.meta.url).resolve(name);
    return true;
  } catch {
    return false;
  }
}

describe.runIf(installed)('tensorflow, through tfjs-node', () => {
  beforeAll(async () => {
    delete process.env.TF_CPP_MIN_LOG_LEVEL;
    await useRuntime('tensorflow');
  });

  it('reports what the binding says', async () => {
    const { backend, device, isGpu, versions } = await useRuntime('tensorflow');
    expect(backend).toBe('tensorflow');
    expect(device).toMatch(isGpu ? /GPU/ : /./);
    expect(versions.TensorFlow).toMatch(/^2\./);
  });

  it('does not tell of the processor on standard error', () => {
    expect(process.env.TF_CPP_MIN_LOG_LEVEL).toBe('1');
  });

  it.each(Object.entries(networks))('trains as on cpu: %s', async (_, network) => {
    const { error, leaked } = await differenceFromCpu('tensorflow', () => train(network));
    expect(error).toBeLessThan(1e-4);
    expect(leaked).toBe(0);
  });

  it('is not called a GPU when it is none', async () => {
    const { isGpu } = await useRuntime('tensorflow');
    if (isGpu) return;
    await expect(useRuntime('tensorflow-gpu')).rejects.toMatchObject({
      code: 'runtime-unavailable',
      found: 'TensorFlow running on the CPU',
    });
  });
});
