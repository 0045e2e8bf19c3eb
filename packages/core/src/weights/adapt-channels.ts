import type { HostTensor } from '../state-dict/state-dict.js';

/**
 * Fits a first conv kernel [out, in, height, width] to another number of input channels, keeping the
 * scale of its output: one channel gets the sum over RGB; n channels get the kernel repeated, times in/n.
 */
export function adaptInputChannels(kernel: HostTensor & { dtype: 'float32' }, channels: number): HostTensor {
  const [outputs = 0, inputs = 0, height = 0, width = 0] = kernel.shape;
  const pixels = height * width;
  const data = new Float32Array(outputs * channels * pixels);
  for (let o = 0; o < outputs; o++) {
    // Going through the longer of the two channel lists covers the sum and the repetition alike.
    for (let c = 0; c < (channels === 1 ? inputs : channels); c++) {
      const from = (o * inputs + (c % inputs)) * pixels;
      const to = (o * channels + (c % channels)) * pixels;
      const factor = channels === 1 ? 1 : inputs / channels;
      for (let p = 0; p < pixels; p++) data[to + p]! += kernel.data[from + p]! * factor;
    }
  }
  return { dtype: 'float32', shape: [outputs, channels, height, width], data };
}
