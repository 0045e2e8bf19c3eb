import { unavailable } from './backend.js';
import type { Runtime } from './runtime.js';
import { startTfjsNode } from './tfjs-node.js';

/** The TensorFlow C library on an NVIDIA GPU, in Node. It is an error if it falls back to the CPU. */
export const tensorflowGpu: Runtime = {
  specificationVersion: 'v1',
  name: 'tensorflow-gpu',
  async start() {
    const { versions, isUsingGpu } = await startTfjsNode('tensorflow-gpu', '@tensorflow/tfjs-node-gpu');
    if (!isUsingGpu) {
      throw unavailable(
        'tensorflow-gpu',
        'TensorFlow running on the CPU',
        'It needs @tensorflow/tfjs-node-gpu, in a process that has not loaded @tensorflow/tfjs-node, an NVIDIA driver, CUDA 11 and cuDNN 8; TensorFlow names on standard error what it misses.',
      );
    }
    return { name: 'tensorflow-gpu', backend: 'tensorflow', device: 'CUDA GPU 0', isGpu: true, versions };
  },
};
