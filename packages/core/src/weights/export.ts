import type { HostTensor, StateDict } from '../state-dict/state-dict.js';
import type { TorchWeight } from './torch-weights.js';

/** Copies weights to main memory under PyTorch's names and layouts. */
export async function exportWeights(weights: readonly TorchWeight[]): Promise<StateDict> {
  const stateDict = new Map<string, HostTensor>();
  for (const { key, variable, layout } of weights) {
    const data = Float32Array.from(await variable.read().data());
    stateDict.set(key, { dtype: 'float32', shape: layout.shape, data: layout.toTorch(data) });
    // PyTorch counts the batches behind its running statistics; nothing of ours depends on the number.
    if (layout.suffix === 'running_var') {
      const counter = key.replace(/running_var$/, 'num_batches_tracked');
      stateDict.set(counter, { dtype: 'int64', shape: [], data: BigInt64Array.of(0n) });
    }
  }
  return stateDict;
}
