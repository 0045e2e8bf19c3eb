import { OnnxRuntimeError } from '@convzoo/tfjs-backend-onnxruntime';
import { beforeEach, expect, test, vi } from 'vitest';
import { importFailed } from '../../../tfjs-backend-onnxruntime/src/web/build.js';

const native = '../../../tfjs-backend-onnxruntime/src/runtime/native.node.js';
const web = '../../../tfjs-backend-onnxruntime/src/web/builds.node.js';

beforeEach(() => {
  vi.doUnmock(native);
  vi.doUnmock(web);
  vi.resetModules();
});

function withoutOnnxRuntimeNode(): void {
  vi.doMock(native, () => ({
    loadOnnxRuntime: () => {
      throw new OnnxRuntimeError('missing-package', {
        subject: 'onnxruntime-node',
        expected: 'it to be installed',
        found: 'no such package',
        remedy: 'npm install onnxruntime-node',
      });
    },
  }));
}

test('the first provider of a list that works is taken', async () => {
  const { startEngine } = await import('./engine.js');
  expect((await startEngine({})).name).toBe('onnxruntime-node (cpu)');
  expect((await startEngine({ providers: ['wasm', 'cpu'] })).name).toMatch(/^onnxruntime-web \(wasm, /);
  await expect(startEngine({ providers: [] })).rejects.toMatchObject({ found: 'an empty list' });
});

test('onnxruntime-web stands in for onnxruntime-node', async () => {
  withoutOnnxRuntimeNode();
  const { startEngine } = await import('./engine.js');
  expect(await startEngine({})).toMatchObject({
    provider: 'wasm',
    name: expect.stringMatching(/^onnxruntime-web \(wasm, \d threads?\)$/),
    block: undefined,
  });
  await expect(startEngine({ providers: ['cpu'] })).rejects.toMatchObject({ code: 'missing-package' });
});

test('without either, both are named with the commands that install them', async () => {
  withoutOnnxRuntimeNode();
  vi.doMock(web, () => ({
    availableThreads: () => 1,
    buildsOf: {
      wasm: {
        load: async () => {
          throw importFailed(new Error("Cannot find package 'onnxruntime-web' imported from a file"));
        },
      },
    },
  }));
  const { startEngine } = await import('./engine.js');
  await expect(startEngine({})).rejects.toMatchObject({
    code: 'missing-package',
    found: 'cpu: no such package; wasm: no such package',
    remedy: expect.stringMatching(/npm install onnxruntime-node.*npm install onnxruntime-web/),
  });
});
