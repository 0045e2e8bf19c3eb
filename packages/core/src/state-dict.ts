export { logitsLayer } from './state-dict/logits-layer.js';
export type { HostTensor, StateDict, TensorDtype, TensorValues } from './state-dict/state-dict.js';
export { type TorchLayout, torchLayout } from './state-dict/torch-layout.js';
