import { expect, test } from 'vitest';
import type { Probe } from '../doctor/probe.js';
import { openTerminal } from '../terminal.js';
import { doctor } from './doctor.js';

const proof = {
  device: 'A Processor',
  isGpu: false,
  versions: { 'some-engine': '1.2.3' },
  passedOver: [],
  measured: [],
};

const answers: Readonly<Record<string, Probe>> = {
  auto: { ...proof, name: 'onnxruntime' },
  onnxruntime: { ...proof, name: 'onnxruntime', inferenceMs: 4, trainingMs: 20 },
  webgpu: { ...proof, name: 'webgpu', device: 'SwiftShader Device', inferenceMs: 200 },
  'tensorflow-gpu': { ...proof, name: 'tensorflow-gpu', device: 'CUDA GPU 0', isGpu: true, inferenceMs: 0.5 },
  tensorflow: { reason: 'no such package', missing: true },
};
const broken: Probe = { reason: 'it did not start\nat some place', missing: false, remedy: 'Start it.' };

async function run(json: boolean): Promise<string> {
  let out = '';
  const terminal = openTerminal({
    out: (text) => {
      out += text;
    },
    err: () => {},
    interactive: false,
    signal: new AbortController().signal,
  });
  terminal.configure({ json });
  await doctor(terminal, async (name) => answers[name] ?? broken);
  return out;
}

test('what works with its proved device, and what is missing with the command that installs it', async () => {
  const out = await run(false);
  expect(out).toMatch(/^onnxruntime +CPU +4 +20 +25\.3 +A Processor$/m);
  expect(out).toMatch(/^webgpu +software GPU +200 +- .* SwiftShader Device$/m);
  expect(out).toMatch(/^tensorflow-gpu +GPU +0\.5 /m);
  expect(out).toContain(
    'tensorflow does not start: not installed: no such package\n  Install it with `npm install @tensorflow/tfjs-node@',
  );
  expect(out).toContain('cpu does not start: it did not start\n  Start it.\n');
  expect(out).toContain('--runtime auto takes onnxruntime (A Processor).');
});

test('as JSON', async () => {
  const { engines, auto, machine } = JSON.parse(await run(true));
  expect(machine).toMatchObject({ node: process.version, cores: expect.any(Number) });
  expect(auto.name).toBe('onnxruntime');
  expect(engines.find(({ engine }: { engine: string }) => engine === 'onnxruntime')).toEqual({
    engine: 'onnxruntime',
    starts: true,
    device: 'A Processor',
    kind: 'CPU',
    inferenceMs: 4,
    trainingMs: 20,
    macsPerSecond: 101_155_456 * 250,
    versions: { 'some-engine': '1.2.3' },
    reason: null,
    remedy: null,
  });
});
