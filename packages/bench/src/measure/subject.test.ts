import { ConvzooError } from '@convzoo/core';
import { expect, test } from 'vitest';
import { everyEngine, parseEngine } from './subject.js';

test.each([
  ['auto', { runtime: 'auto', provider: null }],
  ['wasm', { runtime: 'wasm', provider: null }],
  ['compiled', { runtime: 'compiled', provider: 'cpu' }],
  ['browser', { runtime: 'browser', provider: 'wasm' }],
  ['browser:webgpu', { runtime: 'browser', provider: 'webgpu' }],
  ['onnxruntime:cuda', { runtime: 'onnxruntime', provider: 'cuda' }],
])('%s', (text, engine) => {
  expect(parseEngine(text)).toEqual(engine);
});

test.each([
  ['onxruntime', 'Did you mean "onnxruntime"?'],
  ['constructor', 'runtime: expected'],
  ['wasm:cuda', 'runtime with a provider'],
  ['compiled:cudda', 'Did you mean "cuda"?'],
  ['compiled:cuda:0', 'provider'],
  ['browser:wsam', 'Did you mean "wasm"?'],
])('%s is refused', (text, message) => {
  expect(() => parseEngine(text)).toThrow(ConvzooError);
  expect(() => parseEngine(text)).toThrow(message);
});

test('every engine can be asked for by its name', () => {
  for (const engine of everyEngine) expect(() => parseEngine(engine)).not.toThrow();
  expect(new Set(everyEngine).size).toBe(everyEngine.length);
  expect(everyEngine).toEqual(
    expect.arrayContaining(['compiled', 'compiled:tensorrt', 'tensorflow-gpu', 'cpu']),
  );
});
