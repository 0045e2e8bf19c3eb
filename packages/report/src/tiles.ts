import { type Html, html } from './html.js';

/** A figure that stands out at the head of a page. */
export interface Tile {
  readonly label: string;
  readonly value: string;
  readonly detail: string;
}

export function tiles(items: readonly Tile[]): Html {
  return html`<section class="tiles" aria-label="Key figures">${items.map(
    ({ label, value, detail }) => html`<div class="tile"><div class="label">${label}</div>
<div class="value">${value}</div><div class="detail">${detail}</div></div>
`,
  )}</section>`;
}
