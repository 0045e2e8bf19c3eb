import type { Architecture } from '../architecture/architecture.js';
import { logitsLayer } from '../architecture/define.js';
import type { StateDict } from '../state-dict.js';

/** Number of logits of the head that a state dict holds; undefined if it holds a backbone alone. */
export function countClasses({ stateDict: names }: Architecture, stateDict: StateDict): number | undefined {
  const kernel = `${names.module(logitsLayer)}.weight`;
  for (const [key, { shape }] of stateDict) {
    if ((names.canonicalKey?.(key) ?? key) === kernel) return shape[0];
  }
  return undefined;
}
