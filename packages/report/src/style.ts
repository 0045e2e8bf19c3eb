/** Colors by theme. Series colors keep their order and stay apart for readers with a color vision deficiency. */
const light = `
  color-scheme: light;
  --page: #f6f7f9; --surface: #ffffff; --text: #1a1d21; --muted: #5b6472; --rule: #dfe3e8; --accent: #2a63c9;
  --right: 42, 99, 201; --wrong: 200, 60, 50;
  --series-1: #2f6fde; --series-2: #d9730d; --series-3: #1f9d72; --series-4: #b0488f;
  --series-5: #7a5cd6; --series-6: #b58a00; --series-7: #2a93ad; --series-8: #8a5a44;`;
const dark = `
  color-scheme: dark;
  --page: #0f1216; --surface: #171b21; --text: #e7eaee; --muted: #98a2b0; --rule: #2b323b; --accent: #7fa9ff;
  --right: 110, 160, 255; --wrong: 240, 110, 100;
  --series-1: #6ea0ff; --series-2: #f2994a; --series-3: #4cc79a; --series-4: #dd82c0;
  --series-5: #a996f5; --series-6: #dcb83c; --series-7: #62c3dc; --series-8: #c2937c;`;

/** CSS declarations of each theme's colors, `--series-1` to `--series-8` among them, for charts that stand alone. */
export const themes: { readonly light: string; readonly dark: string } = { light, dark };

const layout = `
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 80px; }
header { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 8px 24px; align-items: center; }
h1 { font-size: 15px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase;
  color: var(--muted); margin: 0; }
h2 { font-size: 20px; line-height: 1.3; margin: 0 0 4px; overflow-wrap: anywhere; }
h3 { font-size: 15px; margin: 0 0 4px; overflow-wrap: anywhere; }
.verdict { font-size: 30px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em;
  margin: 12px 0 8px; text-wrap: balance; overflow-wrap: anywhere; }
.context { color: var(--muted); margin: 0 0 28px; overflow-wrap: anywhere; }
.note, figcaption, .caption { color: var(--muted); font-size: 14px; max-width: 78ch; margin: 0 0 12px;
  overflow-wrap: anywhere; }
button { font: inherit; color: inherit; }
.controls { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; font-size: 14px; }
.theme, .close { font-size: 14px; background: var(--surface); cursor: pointer;
  border: 1px solid var(--rule); border-radius: 8px; padding: 6px 12px; white-space: nowrap; }
.opacity { display: flex; align-items: center; gap: 8px; color: var(--muted); }
.opacity input { width: 130px; accent-color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.card, .tile, figure[id] { background: var(--surface); border: 1px solid var(--rule); border-radius: 12px;
  padding: 20px 24px; margin: 0 0 16px; min-width: 0; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 16px;
  margin-bottom: 16px; }
.tile { margin: 0; }
.tile .label, .tile .detail { font-size: 14px; color: var(--muted); overflow-wrap: anywhere; }
.tile .value { font-size: 25px; font-weight: 650; font-variant-numeric: tabular-nums; }
.card > ul { margin: 8px 0 0; padding-left: 20px; font-size: 14px; overflow-wrap: anywhere; }
.card.warnings { border-left: 4px solid var(--series-2); }
footer { color: var(--muted); font-size: 13.5px; margin-top: 24px; overflow-wrap: anywhere; }`;

const charts = `
figure { margin: 0; min-width: 0; }
figure svg { width: 100%; height: auto; display: block; }
figure[id] > svg { overflow: visible; }
figure svg [aria-label="x-grid"], figure svg [aria-label="y-grid"] { stroke: var(--rule); stroke-opacity: 1; }
.charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 400px), 1fr)); gap: 20px 28px; }
.chart text { font-size: 12px; fill: var(--muted); }
.chart .grid { stroke: var(--rule); }
.chart .mark { stroke: var(--muted); stroke-dasharray: 4 4; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 0 0 8px;
  font-size: 14px; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px; }`;

const tables = `
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13.5px; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--rule); }
th.right, td.right { text-align: right; }
th { font-weight: 600; color: var(--muted); }
.sortable th { border-bottom-width: 2px; padding: 0; }
.sortable th button { all: unset; cursor: pointer; padding: 6px 10px; display: block; box-sizing: border-box;
  width: 100%; }
.sortable th button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
th[aria-sort="ascending"] button::after { content: " ↑"; }
th[aria-sort="descending"] button::after { content: " ↓"; }
th[aria-sort] { color: var(--text); }
.sortable tbody tr:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); }
tbody tr:last-child td { border-bottom: 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 230px), 1fr)); gap: 10px 24px;
  margin: 8px 0 0; font-size: 14px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.confusion { width: auto; }
.confusion td { padding: 0; text-align: center; border: 1px solid var(--surface); min-width: 34px; height: 34px; }
.confusion th { border: 0; }
.confusion thead th { vertical-align: bottom; }
.confusion thead .column span { writing-mode: vertical-rl; rotate: 180deg; max-height: 130px; overflow: hidden;
  text-overflow: ellipsis; }
.confusion tbody th { max-width: 160px; overflow: hidden; text-overflow: ellipsis; }
.confusion button { all: unset; display: block; width: 100%; padding: 6px 0; cursor: pointer;
  text-decoration: underline dotted; text-underline-offset: 3px; }
.confusion button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }`;

const pictures = `
:root { --heat: .7; }
.source { position: absolute; width: 0; height: 0; overflow: hidden; }
.picture { display: block; width: 100%; height: auto; border-radius: 6px; }
.picture .heat { opacity: var(--heat); }
.picture .outside { fill: var(--surface); fill-opacity: .6; fill-rule: evenodd; }
.picture .crop { fill: none; stroke: var(--accent); stroke-width: 1.5; vector-effect: non-scaling-stroke; }
.shots { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 210px), 1fr)); gap: 20px 16px;
  align-items: start; margin-top: 12px; }
.shot .open { all: unset; display: block; width: 100%; cursor: zoom-in; border-radius: 6px; }
.shot .open:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.shot .open .picture { max-height: 260px; margin: 0 auto; }
.shot figcaption { margin: 6px 0 0; }
.shot b, .caption b { color: var(--text); }
[popover] { color: var(--text); background: var(--surface); border: 1px solid var(--rule); border-radius: 12px;
  padding: 20px; width: min(860px, 94vw); max-height: 94vh; overflow: auto; }
[popover]::backdrop { background: rgb(0 0 0 / .5); }
.enlarged .picture { max-height: 74vh; margin: 10px auto; }
.beside { display: grid; grid-template-columns: minmax(0, 300px) minmax(0, 1fr); gap: 20px 28px; align-items: start;
  margin-top: 12px; }
.beside .shots { margin-top: 0; }
.bars { display: grid; grid-template-columns: minmax(0, auto) minmax(60px, 1fr) auto; gap: 4px 10px; font-size: 14px;
  align-items: center; margin: 8px 0; }
.bars .bar { height: 10px; border-radius: 5px; background: var(--rule); overflow: hidden; }
.bars .bar i { display: block; height: 100%; background: var(--series-1); }
.bars .value { text-align: right; font-variant-numeric: tabular-nums; }
.bars span:first-child { overflow-wrap: anywhere; }
.color-bar { display: flex; align-items: center; gap: 8px; font-variant-numeric: tabular-nums; }
.color-bar i { flex: 1; height: 8px; min-width: 60px; border-radius: 4px; border: 1px solid var(--rule); }`;

const narrow = `
@media (max-width: 640px) {
  main { padding: 24px 12px; }
  .verdict { font-size: 24px; }
  .card, .tile, figure[id] { padding: 16px; }
  .shots { grid-template-columns: repeat(auto-fill, minmax(140px, 1fr)); }
  .beside { grid-template-columns: 1fr; }
}`;

const print = `
@page { margin: 14mm; }
@media print {
  :root, :root[data-theme="dark"] {${light}}
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { background: #fff; font-size: 12px; }
  main { max-width: none; padding: 0; }
  .controls { display: none; }
  .verdict { font-size: 20px; }
  .context { margin-bottom: 12px; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 8px; margin-bottom: 8px; }
  .card, .tile, figure[id] { padding: 10px 14px; border-radius: 0; margin-bottom: 8px; }
  .tile, figure, .bars, .facts div { break-inside: avoid; }
  .tile { margin: 0; }
  .tile .value { font-size: 17px; }
  .tile .label, .tile .detail, figcaption, .note, .legend, .facts, .bars, .card > ul { font-size: 11px; }
  h2 { font-size: 15px; break-after: avoid; }
  figure svg { max-height: 290px; }
  .beside { grid-template-columns: 180px 1fr; }
  .beside .shots { grid-template-columns: repeat(3, 1fr); }
  .charts { grid-template-columns: 1fr 1fr; gap: 8px 16px; }
  .shots { grid-template-columns: repeat(4, 1fr); gap: 10px; }
  .shot .open .picture { max-height: 150px; }
  .scroll { overflow: visible; }
  .scroll > div { min-width: 0 !important; }
  table { font-size: 8px; }
  .confusion { font-size: 10px; }
  .confusion td { min-width: 22px; height: 22px; }
  .sortable th, .sortable td, .sortable th button { padding: 2px 3px; white-space: normal; }
}`;

export const style: string = `
:root {${light}}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${dark}} }
:root[data-theme="dark"] {${dark}}
${[layout, charts, tables, pictures, narrow, print].join('\n')}`;
