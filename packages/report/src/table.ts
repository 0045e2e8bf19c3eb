import { type Html, html, type Part } from './html.js';

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
}

/** Rows of cells below column titles that sort them: by value where cells are numbers, with or without a unit. */
export function table(columns: readonly Column[], rows: readonly (readonly Part[])[]): Html {
  const heads = columns.map(
    ({ title, align }) => html`<th class="${align}" scope="col"><button type="button">${title}</button></th>`,
  );
  const lines = rows.map(
    (
      row,
    ) => html`<tr>${row.map((cell, i) => html`<td class="${columns[i]?.align ?? 'left'}">${cell}</td>`)}</tr>
`,
  );
  return html`<div class="scroll" tabindex="0"><table class="sortable"><thead><tr>${heads}</tr></thead>
<tbody>${lines}</tbody></table></div>`;
}

/** Names with their values, such as the settings of a run. */
export function facts(entries: readonly (readonly [name: string, value: Part])[]): Html {
  return html`<dl class="facts">${entries.map(
    ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
  )}</dl>`;
}

/** Items as a bulleted list. */
export function bullets(items: readonly Part[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}
