export { logitsLayer } from './logits-layer.js';
export type { HostTensor, StateDict, TensorDtype, TensorValues } from './state-dict.js';
export { type TorchLayout, torchLayout } from './torch-layout.js';
