import type { HeadKind, Preprocessing } from '@convzoo/core';

/** What weights that convzoo trained say about themselves. */
export interface DescribedWeights {
  readonly head?: HeadKind;
  readonly classes?: readonly string[];
  readonly preprocessing?: Preprocessing;
}

const kinds: readonly string[] = ['single-class', 'multi-class', 'multi-label'] satisfies HeadKind[];

/** Reads the metadata of a weights file; what is missing or is not ours is left out. */
export function describedWeights({
  head,
  classes,
  preprocessing,
}: Readonly<Record<string, string>>): DescribedWeights {
  const names = parseJson(classes);
  const input = parseJson(preprocessing);
  return {
    ...(isKind(head) ? { head } : {}),
    ...(Array.isArray(names) && names.every((name) => typeof name === 'string') ? { classes: names } : {}),
    ...(isPreprocessing(input) ? { preprocessing: input } : {}),
  };
}

function isKind(text: string | undefined): text is HeadKind {
  return text !== undefined && kinds.includes(text);
}

/** Core checks the values when it uses them. */
function isPreprocessing(value: unknown): value is Preprocessing {
  return (
    typeof value === 'object' && value !== null && 'resize' in value && 'crop' in value && 'mean' in value
  );
}

function parseJson(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}
