import { availableParallelism } from 'node:os';
import { type Build, importFailed, type WebProvider } from './build.js';

/** In Node, onnxruntime-web is one build with one provider. */
export const buildsOf: Readonly<Partial<Record<WebProvider, Build>>> = {
  wasm: {
    binary: undefined,
    load: async () => {
      try {
        return await import('onnxruntime-web');
      } catch (cause) {
        throw importFailed(cause);
      }
    },
  },
};

export function availableThreads(): number {
  return availableParallelism();
}
