import { cpuName } from './host.js';
import type { Runtime } from './runtime.js';
import { startTfjsNode } from './tfjs-node.js';

/** The TensorFlow C library on the CPU, in Node. */
export const tensorflow: Runtime = {
  specificationVersion: 'v1',
  name: 'tensorflow',
  async start() {
    const { versions, isUsingGpu } = await startTfjsNode('tensorflow', '@tensorflow/tfjs-node');
    return {
      name: 'tensorflow',
      backend: 'tensorflow',
      device: isUsingGpu ? 'CUDA GPU 0' : cpuName(),
      isGpu: isUsingGpu,
      versions,
    };
  },
};
