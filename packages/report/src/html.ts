import { escapeUTF8 as escapeHtml } from 'entities/escape';

/** Markup. Text becomes markup through `html` alone, which escapes it. */
export interface Html {
  readonly html: string;
}

/** What stands in a template: text is escaped, markup stays, a list is joined, nothing is left out. */
export type Part = Html | string | number | undefined | readonly Part[];

/** A template of markup. Values are escaped unless they are markup themselves, in attributes as well. */
export function html(strings: TemplateStringsArray, ...values: readonly Part[]): Html {
  const parts = strings.map((text, i) => text + render(values[i]));
  return { html: parts.join('') };
}

/** Markup that is known to be safe, such as a chart that a library drew. Never pass it text from elsewhere. */
export function raw(markup: string): Html {
  return { html: markup };
}

function render(part: Part): string {
  if (part === undefined) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(`${part}`);
  return 'html' in part ? part.html : part.map(render).join('');
}
