import { expect, it } from 'vitest';
import { namesSoftware } from './software-gpu.js';

// As drivers describe themselves to WebGPU and WebGL.
it.each([
  'SwiftShader driver 5.0.0',
  'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
  'llvmpipe (LLVM 15.0.6, 256 bits)',
  'Microsoft Basic Render Driver',
  'ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11 vs_5_0 ps_5_0, D3D11)',
])('%s is software', (name) => {
  expect(namesSoftware('', name)).toBe(true);
});

it.each([
  'NVIDIA H100 80GB HBM3',
  'ANGLE (Intel, Mesa Intel(R) UHD Graphics 620 (KBL GT2), OpenGL 4.6)',
  'Apple M3 Max',
  'AMD Radeon RX 7900 XTX (RADV NAVI31)',
])('%s is hardware', (name) => {
  expect(namesSoftware('', name)).toBe(false);
});
