import { type Html, html } from './html.js';

export interface ColorBar {
  /** CSS colors, evenly spaced from the lowest to the highest value. */
  readonly colors: readonly string[];
  /** What the ends stand for. */
  readonly from: string;
  readonly to: string;
}

/** What the colors of a heat map stand for. */
export function colorBar({ colors, from, to }: ColorBar): Html {
  return html`<span class="color-bar"><span>${from}</span>
<i style="background: linear-gradient(90deg, ${colors.join(', ')})"></i><span>${to}</span></span>`;
}
