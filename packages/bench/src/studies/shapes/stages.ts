import type { FeatureInfo, LayerRow } from '@convzoo/core';

/** The layers from one tap of a network to the next, or from the last one to the scores. */
export interface StageShape {
  /** Name of the last layer. */
  readonly layer: string;
  /** Shape of the map at its end; null behind the maps. */
  readonly map: readonly [height: number, width: number, channels: number] | null;
  readonly parameters: number;
  readonly macs: number;
}

/** Cuts a table of layers behind each tap; what follows the last one is the head. */
export function stagesOf(
  layers: readonly LayerRow[],
  taps: readonly Pick<FeatureInfo, 'name' | 'shape'>[],
): StageShape[] {
  let start = 0;
  const stage = (end: number, map: StageShape['map']): StageShape => {
    const part = layers.slice(start, end);
    start = end;
    const total = (key: 'parameters' | 'macs'): number => part.reduce((sum, layer) => sum + layer[key], 0);
    return { layer: part.at(-1)!.name, map, parameters: total('parameters'), macs: total('macs') };
  };
  return [
    ...taps.map(({ name, shape }) => stage(layers.findIndex((layer) => layer.name === name) + 1, shape)),
    stage(layers.length, null),
  ];
}
