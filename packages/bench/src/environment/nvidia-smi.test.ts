import { expect, test } from 'vitest';
import { parseGpuUse } from './nvidia-smi.js';

// The form of `nvidia-smi --query-compute-apps=pid,gpu_uuid,used_memory --format=csv,noheader,nounits`.
const processes = [
  '20544, GPU-1b23fc0a-6d6c-4c1c-9a53-2f9e7a1f5a11, 1538',
  '31337, GPU-1b23fc0a-6d6c-4c1c-9a53-2f9e7a1f5a11, 422',
  '31337, GPU-77d5f6b2-0c0e-4b38-8a16-0a3b64f0a2c9, 100',
  '99, GPU-77d5f6b2-0c0e-4b38-8a16-0a3b64f0a2c9, [N/A]',
  '',
].join('\n');
// The form of `nvidia-smi --query-gpu=uuid,utilization.gpu --format=csv,noheader,nounits`.
const gpus = [
  'GPU-1b23fc0a-6d6c-4c1c-9a53-2f9e7a1f5a11, 37',
  'GPU-77d5f6b2-0c0e-4b38-8a16-0a3b64f0a2c9, 93',
  '',
].join('\n');

test('memory and utilization of the GPU that a process uses', () => {
  expect(parseGpuUse(processes, gpus, 20544)).toEqual({ memoryBytes: 1538 * 2 ** 20, utilization: 37 });
});

test('a process on two GPUs: memory of both, the higher utilization', () => {
  expect(parseGpuUse(processes, gpus, 31337)).toEqual({ memoryBytes: 522 * 2 ** 20, utilization: 93 });
});

test('nothing is made up for a process that is not listed, or whose memory the driver hides', () => {
  expect(parseGpuUse(processes, gpus, 4)).toBeUndefined();
  expect(parseGpuUse(processes, gpus, 99)).toBeUndefined();
  expect(parseGpuUse('', '', 99)).toBeUndefined();
  expect(parseGpuUse('No devices were found\n', 'No devices were found\n', 1)).toBeUndefined();
});

test('a utilization that the driver hides counts as none', () => {
  expect(parseGpuUse('1, GPU-a, 10\n', 'GPU-a, [Not Supported]\n', 1)).toEqual({
    memoryBytes: 10 * 2 ** 20,
    utilization: 0,
  });
});
