import type { Architecture } from '@convzoo/core';
import { logitsLayer, type StateDict } from '@convzoo/core/state-dict';

/** Number of logits of the head that a state dict holds; undefined if it holds a backbone alone. */
export function countClasses({ stateDict: names }: Architecture, stateDict: StateDict): number | undefined {
  const kernel = `${names.module(logitsLayer)}.weight`;
  for (const [key, { shape }] of stateDict) {
    if ((names.canonicalKey?.(key) ?? key) === kernel) return shape[0];
  }
  return undefined;
}
