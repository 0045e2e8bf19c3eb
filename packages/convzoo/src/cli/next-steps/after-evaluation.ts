import type { Head, Label } from '@convzoo/core';
import type { Example } from '@convzoo/train';
import type { ModelFlags } from '../open-model.js';
import type { NextStep } from '../terminal.js';
import { commandLine, modelWords } from './words.js';

export interface Evaluated {
  readonly head: Pick<Head, 'kind' | 'classes' | 'thresholds'>;
  /** The mistake with the highest loss; undefined if everything is right. */
  readonly worst: Example | undefined;
  /** Whether heat maps of the model can be made. */
  readonly isExplainable: boolean;
  /** The report of the run that was evaluated, if it is one. */
  readonly report: string | undefined;
  /** How the model was opened. */
  readonly flags: ModelFlags;
}

/** What to do after `convzoo evaluate`: to look at the worst mistake, or to use a model that made none. */
export function afterEvaluation({ head, worst, isExplainable, report, flags }: Evaluated): NextStep {
  const model = modelWords(flags);
  if (worst === undefined) {
    return [
      commandLine('convzoo', 'classify', 'photo.jpg', ...model),
      'classify with it: it made no mistake',
    ];
  }
  const { file } = worst.sample;
  if (file === undefined) {
    return report === undefined
      ? [commandLine('convzoo', 'classify', 'photo.jpg', ...model), 'try it on an image of your own']
      : [report, 'shows the worst mistakes'];
  }
  const { classes, what } = mistakeOf(worst, head);
  if (!isExplainable)
    return [commandLine('convzoo', 'classify', file, ...model), `the worst mistake: ${what}`];
  // Names are separated by commas, so that those with a comma stand alone.
  const named = classes.some((name) => name.includes(',')) ? classes.slice(0, 1) : classes;
  return [
    commandLine('convzoo', 'explain', file, ...model, '--class', named.join(',')),
    `why the worst mistake: ${what}`,
  ];
}

/** The classes that a mistake is about, and what it is in words. */
function mistakeOf(
  { label, predictions }: Example,
  { kind, classes, thresholds = [] }: Evaluated['head'],
): { readonly classes: readonly string[]; readonly what: string } {
  const [best] = predictions;
  if (kind === 'multi-class') {
    const found = best?.label ?? '';
    return { classes: [String(label), found], what: `${label} taken for ${found}` };
  }
  const truth = new Set(label === true ? classes : namesIn(label));
  const wrong = predictions.find(
    ({ label, index, score }) => score >= (thresholds[index] ?? 0.5) !== truth.has(label),
  );
  // The predictions are the best few: what is missed may not be among them.
  const name = wrong?.label ?? [...truth][0] ?? '';
  const isMissed = truth.has(name);
  return {
    classes: [name],
    what: isMissed
      ? `${name} missed; a lower threshold finds more`
      : `${name} seen where it is not; a higher threshold avoids some`,
  };
}

function namesIn(label: Label): string[] {
  if (typeof label === 'boolean') return [];
  return (typeof label === 'object' ? label : [label]).map(String);
}
