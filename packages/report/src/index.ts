export { type ColorBar, colorBar } from './color-bar.js';
export { type Html, html, type Part, raw } from './html.js';
export { type Line, type LineChart, lineChart } from './line-chart.js';
export { type Page, renderPage, section } from './page.js';
export {
  type Box,
  type Drawing,
  drawPicture,
  enlargeable,
  heatSource,
  type PictureFile,
  pictureSource,
} from './picture.js';
export { shortNames } from './short-names.js';
export { themes } from './style.js';
export { bullets, type Column, facts, table } from './table.js';
export { type Tile, tiles } from './tiles.js';
