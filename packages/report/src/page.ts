import { type Html, html, type Part, raw } from './html.js';
import { opacitySlider } from './opacity-slider.js';
import { script } from './script.js';
import { style } from './style.js';

export interface Page {
  /** Of the browser's tab. */
  readonly title: string;
  /** What kind of report this is, such as `Training report`. */
  readonly kind: string;
  /** What the report says, in a sentence or two. */
  readonly verdict: string;
  /** What was measured, when and where, in small print below the verdict. */
  readonly context: string;
  /** Whether the page has heat maps, whose opacity a slider then sets. */
  readonly heatMaps?: boolean;
  readonly body: Part;
  readonly footer?: Part;
}

/** Everything a page may load is inside it. */
const policy =
  "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; form-action 'none'";

/**
 * A report as one HTML page that needs no other file and no network: the verdict first, then its sections. It follows
 * the system's light or dark theme, prints, and fits narrow screens.
 */
export function renderPage({ title, kind, verdict, context, heatMaps, body, footer }: Page): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${raw(policy)}">
<title>${title}</title>
<style>${raw(style)}</style>
</head>
<body>
<main>
<header>
<h1>${kind}</h1>
<div class="controls">${heatMaps ? opacitySlider : ''}<button class="theme" type="button">Light or dark</button></div>
</header>
<p class="verdict">${verdict}</p>
<p class="context">${context}</p>
${body}
<footer>${footer}</footer>
</main>
<script>${raw(script)}</script>
</body>
</html>
`.html;
}

/** A card of a page with a heading. */
export function section(id: string, heading: string, body: Part, note?: Part): Html {
  return html`<section class="card" id="${id}"><h2>${heading}</h2>
${note === undefined ? '' : html`<p class="note">${note}</p>`}
${body}</section>
`;
}
