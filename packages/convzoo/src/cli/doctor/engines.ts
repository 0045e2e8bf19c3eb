/** An engine that may run on this machine, in Node. */
export interface Engine {
  /** A runtime's name, with `:provider` for execution providers of ONNX Runtime. */
  readonly name: string;
  /** What brings it, as a command. */
  readonly install: string;
  /** What the machine must have. */
  readonly needs?: string;
}

const onnxruntime = 'npm install @convzoo/tfjs-backend-onnxruntime onnxruntime-node@1.30.0';

/** Providers of ONNX Runtime, by platform; the CPU's is in the engine `onnxruntime`. */
const providers: Readonly<Record<string, readonly Engine[]>> = {
  linux: [
    { name: 'onnxruntime:cuda', install: onnxruntime, needs: 'an NVIDIA GPU, CUDA 12 and cuDNN 9' },
    { name: 'onnxruntime:tensorrt', install: onnxruntime, needs: 'an NVIDIA GPU, CUDA 12 and TensorRT 10' },
    { name: 'onnxruntime:webgpu', install: onnxruntime, needs: 'a GPU with a Vulkan driver' },
  ],
  darwin: [
    { name: 'onnxruntime:coreml', install: onnxruntime },
    { name: 'onnxruntime:webgpu', install: onnxruntime },
  ],
  win32: [
    { name: 'onnxruntime:cuda', install: onnxruntime, needs: 'an NVIDIA GPU, CUDA 12 and cuDNN 9' },
    { name: 'onnxruntime:dml', install: onnxruntime, needs: 'a GPU with a Direct3D 12 driver' },
    { name: 'onnxruntime:webgpu', install: onnxruntime, needs: 'a GPU with a Direct3D 12 driver' },
  ],
};

export function enginesOf(platform: string): readonly Engine[] {
  return [
    {
      name: 'tensorflow-gpu',
      install: 'npm install @tensorflow/tfjs-node-gpu@4.22.0',
      needs: 'an NVIDIA GPU, CUDA 11.2, cuDNN 8 and Node 22 or older',
    },
    {
      name: 'webgpu',
      install: 'npm install @tensorflow/tfjs-backend-webgpu webgpu',
      needs: 'a GPU with a driver for Vulkan, Metal or Direct3D 12',
    },
    { name: 'onnxruntime', install: onnxruntime },
    ...(Object.hasOwn(providers, platform) ? providers[platform]! : []),
    { name: 'tensorflow', install: 'npm install @tensorflow/tfjs-node@4.22.0', needs: 'Node 22 or older' },
    { name: 'onnxruntime-web', install: 'npm install onnxruntime-web' },
    { name: 'wasm', install: 'npm install @tensorflow/tfjs-backend-wasm' },
    { name: 'cpu', install: 'npm install @tensorflow/tfjs-backend-cpu' },
  ];
}
