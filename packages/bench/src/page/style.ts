import { dark, light } from './theme.js';

export const style: string = `
:root {${light}}
@media (prefers-color-scheme: dark) { :root:not([data-theme="light"]) {${dark}} }
:root[data-theme="dark"] {${dark}}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
main { max-width: 1080px; margin: 0 auto; padding: 40px 24px 80px; }
header { display: flex; justify-content: space-between; gap: 24px; align-items: flex-start; }
h1 { font-size: 15px; font-weight: 600; letter-spacing: .04em; text-transform: uppercase;
  color: var(--muted); margin: 0; }
.verdict { font-size: 30px; line-height: 1.25; font-weight: 650; letter-spacing: -.01em;
  margin: 12px 0 8px; text-wrap: balance; }
.machine { color: var(--muted); margin: 0 0 28px; }
button.theme {
  font: inherit; font-size: 14px; color: var(--text); background: var(--surface); cursor: pointer;
  border: 1px solid var(--rule); border-radius: 8px; padding: 6px 12px; white-space: nowrap;
}
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 16px;
  margin-bottom: 16px; }
.tile, figure, .table, .notes {
  background: var(--surface); border: 1px solid var(--rule); border-radius: 12px; padding: 20px 24px;
}
.tile .label { font-size: 14px; color: var(--muted); }
.tile .value { font-size: 25px; font-weight: 650; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tile .detail { font-size: 14px; color: var(--muted); }
figure { margin: 0 0 16px; }
h2 { font-size: 20px; margin: 0 0 4px; }
figcaption, .table p { color: var(--muted); font-size: 14px; max-width: 78ch; margin: 0 0 12px; }
figure svg { width: 100%; height: auto; display: block; overflow: visible; }
figure svg [aria-label="x-grid"], figure svg [aria-label="y-grid"] { stroke: var(--rule); stroke-opacity: 1; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0; margin: 0 0 8px;
  font-size: 14px; }
.legend i { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px; }
.table { margin-bottom: 16px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13.5px; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 6px 10px; text-align: left; white-space: nowrap; border-bottom: 1px solid var(--rule); }
th.right, td.right { text-align: right; }
th { font-weight: 600; color: var(--muted); border-bottom-width: 2px; padding: 0; }
th button { all: unset; cursor: pointer; padding: 6px 10px; display: block; }
th button:focus-visible { outline: 2px solid var(--accent); outline-offset: -2px; }
th[aria-sort="ascending"] button::after { content: " ↑"; }
th[aria-sort="descending"] button::after { content: " ↓"; }
th[aria-sort] { color: var(--text); }
tbody tr:hover { background: color-mix(in srgb, var(--accent) 8%, transparent); }
tbody tr:last-child td { border-bottom: 0; }
.notes ul { margin: 8px 0 0; padding-left: 20px; font-size: 14px; }
.notes .warning { color: var(--text); }
footer { color: var(--muted); font-size: 13.5px; margin-top: 24px; }
@media (max-width: 640px) { main { padding: 24px 12px; } .verdict { font-size: 24px;
  } .tile, figure, .table { padding: 16px; } }
@media print {
  :root, :root[data-theme="dark"] {${light}}
  body { background: #fff; font-size: 12px; }
  main { max-width: none; padding: 0; }
  button.theme { display: none; }
  .verdict { font-size: 20px; }
  .machine { margin-bottom: 12px; }
  .tiles { grid-template-columns: repeat(auto-fit, minmax(120px, 1fr)); gap: 8px; margin-bottom: 8px; }
  .tile, figure, .table, .notes { padding: 10px 14px; }
  .tile .value { font-size: 17px; }
  .tile .label, .tile .detail, figcaption, .legend { font-size: 11px; }
  h2 { font-size: 15px; }
  figure { margin-bottom: 8px; }
  figure svg { max-height: 290px; }
  .tile, figure, .table, .notes { border-radius: 0; break-inside: avoid; }
  .table { break-inside: auto; }
  .scroll { overflow: visible; }
  table { font-size: 8px; }
  th, td, th button { padding: 2px 3px; white-space: normal; }
}`;
