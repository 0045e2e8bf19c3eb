export { type Canvas, toCanvas, toImageData } from './canvas.js';
export { type Color, type Colormap, jet, turbo, viridis } from './colormaps.js';
export { type ContourOptions, contours } from './contours.js';
export { heatColors, heatLayer } from './heat-layer.js';
export { colorMap, type OverlayOptions, overlay } from './overlay.js';
export { type Picture, toPicture } from './picture.js';
export { encodePng } from './png.js';
export { sideBySide } from './side-by-side.js';
