import { escapeUTF8 as escapeHtml } from 'entities/escape';

/** One heatmap of a sheet. */
export interface SheetMap {
  readonly method: string;
  /** Label of the target. */
  readonly target: string;
  readonly png: Uint8Array;
  /** A remark below the heatmap, such as "no positive evidence". */
  readonly note?: string;
}

/** One image of a sheet, with the network's predictions and the heatmaps that explain them. */
export interface SheetImage {
  readonly name: string;
  readonly png: Uint8Array;
  readonly predictions: readonly { readonly label: string; readonly score: number }[];
  readonly maps: readonly SheetMap[];
}

export interface Sheet {
  readonly title: string;
  readonly images: readonly SheetImage[];
}

/**
 * One self-contained HTML page: each image with its predictions and a table of its heatmaps, with one row
 * per target and one column per method.
 */
export function htmlSheet({ title, images }: Sheet): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
<h1>${escapeHtml(title)}</h1>
${images.map(section).join('\n')}
</html>
`;
}

const style = `
body { font: 16px/1.4 system-ui, sans-serif; margin: 2rem; color: #222; background: #fff }
section { display: flex; flex-wrap: wrap; gap: 2rem; margin: 2rem 0; border-top: 1px solid #ccc; padding-top: 1rem }
h2 { flex-basis: 100%; font-size: 1.1rem; margin: 0 }
img { display: block; width: 224px; image-rendering: auto }
td, th { padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; font-weight: normal }
small { color: #666 }
`;

function section({ name, png, predictions, maps }: SheetImage): string {
  const methods = [...new Set(maps.map(({ method }) => method))];
  const targets = [...new Set(maps.map(({ target }) => target))];
  const find = (target: string, method: string): SheetMap | undefined =>
    maps.find((map) => map.target === target && map.method === method);
  const cell = (map: SheetMap | undefined): string =>
    map === undefined
      ? ''
      : image(map.png, `${map.method} for ${map.target}`) +
        (map.note === undefined ? '' : `<small>${escapeHtml(map.note)}</small>`);
  return `<section>
<h2>${escapeHtml(name)}</h2>
<div>
${image(png, name)}
<table>${predictions
    .map(({ label, score }) => `<tr><td>${escapeHtml(label)}<td>${(100 * score).toFixed(1)} %`)
    .join('')}</table>
</div>
<table>
<tr><th>${methods.map((method) => `<th>${escapeHtml(method)}`).join('')}
${targets
  .map(
    (target) =>
      `<tr><th>${escapeHtml(target)}${methods.map((method) => `<td>${cell(find(target, method))}`).join('')}`,
  )
  .join('\n')}
</table>
</section>`;
}

function image(png: Uint8Array, alt: string): string {
  return `<img alt="${escapeHtml(alt)}" src="data:image/png;base64,${base64(png)}">`;
}

function base64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}
