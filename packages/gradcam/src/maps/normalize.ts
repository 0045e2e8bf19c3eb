import { type HeatMap, mapValues, maximum } from './heat-map.js';

/** Keeps only positive evidence: max(v, 0). */
export function rectify(map: HeatMap): HeatMap {
  return mapValues(map, (value) => Math.max(value, 0));
}

/**
 * Positive evidence as a fraction of the map's maximum, in [0, 1]; zeros for a map without positive
 * evidence. The minimum isn't subtracted: zero already means "no evidence", and stretching an all-positive
 * map would invent contrast.
 */
export function normalize(map: HeatMap): HeatMap {
  const top = maximum(map);
  return mapValues(map, (value) => (top > 0 ? Math.max(value, 0) / top : 0));
}
