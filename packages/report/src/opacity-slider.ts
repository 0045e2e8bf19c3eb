import { type Html, html } from './html.js';

/** Sets the opacity of all heat maps of a page. */
export const opacitySlider: Html = html`<label class="opacity">Heat map
<input type="range" min="0" max="100" value="70" data-heat></label>`;
