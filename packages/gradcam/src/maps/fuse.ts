import { ConvzooError } from '@convzoo/core/errors';
import { type HeatMap, mapValues, zipMaps } from './heat-map.js';
import { normalize } from './normalize.js';
import { upsample } from './upsample.js';

export type Fusion = 'mean' | 'max' | 'product';

/**
 * Combines several maps of the same size.
 * @throws ConvzooError `invalid-argument` if there are none, `invalid-shape` if their sizes differ.
 */
export function fuse(maps: readonly HeatMap[], fusion: Fusion): HeatMap {
  const [first, ...rest] = maps;
  if (first === undefined) {
    throw new ConvzooError('invalid-argument', {
      subject: 'maps to fuse',
      expected: 'at least one',
      found: 'none',
    });
  }
  const combine = { mean: sum, max: Math.max, product: multiply }[fusion];
  const fused = rest.reduce((all, map) => zipMaps(all, map, combine), first);
  return mapValues(fused, (value) => (fusion === 'mean' ? value / maps.length : value));
}

/**
 * LayerCAM's fusion of the maps of several layers, at the size of the image: each map M becomes
 * tanh(γ · M / max M), equation 9 of the paper with its γ = 2, so that the faint maps of early layers
 * count; then the maximum is taken. https://doi.org/10.1109/TIP.2021.3089943
 */
export function fuseLayerCam(maps: readonly HeatMap[], height: number, width: number): HeatMap {
  const gamma = 2;
  const scaled = maps.map((map) => mapValues(normalize(map), (value) => Math.tanh(gamma * value)));
  return fuse(
    scaled.map((map) => upsample(map, height, width)),
    'max',
  );
}

function sum(a: number, b: number): number {
  return a + b;
}

function multiply(a: number, b: number): number {
  return a * b;
}
