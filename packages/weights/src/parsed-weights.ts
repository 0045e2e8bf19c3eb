import type { StateDict } from '@convzoo/core/state-dict';

/** What any weights file comes down to. */
export interface ParsedWeights {
  /** Tensors by the file's own names, in the file's own layouts. May be views of the file's bytes. */
  readonly stateDict: StateDict;
  /** Everything else that the file says about itself, as strings. */
  readonly metadata: Readonly<Record<string, string>>;
}
