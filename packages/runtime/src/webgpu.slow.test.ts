import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { beforeAll, describe, expect, it } from 'vitest';
import { differenceFromCpu } from './fixtures/difference-from-cpu.js';
import { networks, train } from './fixtures/networks.js';
import { useRuntime } from './use-runtime.js';

// The runtime looks for Dawn by name, when it starts; without it there is nothing to test here.
const require = createRequire(import.meta.url);
require.resolve('webgpu');

/** SwiftShader, as Debian's chromium brings it: a Vulkan driver that needs no GPU. */
const swiftShader = '/usr/lib/chromium/vk_swiftshader_icd.json';

const driver = process.env.VK_ICD_FILENAMES ?? (existsSync(swiftShader) ? swiftShader : undefined);
if (driver === undefined) {
  console.warn('webgpu in Node is not tested: set VK_ICD_FILENAMES to a Vulkan driver, or install chromium.');
}

describe.runIf(driver !== undefined)('webgpu in Node, through Dawn', () => {
  beforeAll(async () => {
    process.env.VK_ICD_FILENAMES = driver;
    await useRuntime('webgpu');
  });

  it('reports the adapter, and no GPU where it is software', async () => {
    const { backend, device, isGpu } = await useRuntime('webgpu');
    expect(backend).toBe('webgpu');
    expect(device).toMatch(/./);
    expect(isGpu).toBe(!/swiftshader|llvmpipe/i.test(device));
  });

  it.each(Object.entries(networks))('trains as on cpu: %s', async (_, network) => {
    const { error, leaked } = await differenceFromCpu('webgpu', () => train(network));
    expect(error).toBeLessThan(1e-3);
    expect(leaked).toBe(0);
  });
});
