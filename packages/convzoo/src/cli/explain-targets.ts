import type { Head } from '@convzoo/core';
import { type ExplainTargetsOptions, topClasses } from '@convzoo/gradcam';
import { wrong } from './wrong.js';

/** Classes by name or index, `top3`, or by default the prediction. A class may have a comma in its name. */
export function targetsOf(
  text: string | undefined,
  { classes }: Head,
): Pick<ExplainTargetsOptions, 'targets'> {
  if (text === undefined) return {};
  if (classes.includes(text)) return { targets: [text] };
  const top = /^top([1-9]\d*)$/.exec(text);
  return { targets: top === null ? namesIn(text) : topClasses(Number(top[1])) };
}

function namesIn(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.includes('')) throw wrong('--class', 'names separated by commas', `"${text}"`);
  return names;
}
