import { escapeUTF8 as escapeHtml } from 'entities/escape';

/** Text that may stand in HTML as it is. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Html[];

/** A template whose values are escaped, unless they are HTML themselves. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = strings.map((text, i) => text + (i < values.length ? render(values[i]!) : ''));
  return { html: parts.join('') };
}

/** Markup that is known to be safe, such as a chart. */
export function raw(markup: string): Html {
  return { html: markup };
}

function render(value: Part): string {
  if (typeof value === 'string' || typeof value === 'number') return escapeHtml(`${value}`);
  return 'html' in value ? value.html : value.map((part) => part.html).join('');
}
