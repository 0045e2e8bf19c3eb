import type { Architecture } from '../architecture/architecture.js';
import type { LayerRow, Size } from '../graph/layer-table.js';
import type { Head } from '../heads/head.js';
import { torchWeights } from '../weights/torch-weights.js';
import { assemble } from './assemble.js';
import { buildModel } from './build-model.js';
import type { FeatureInfo } from './image-classifier.js';

/** What an architecture is and costs under a head. */
export interface ArchitectureDescription {
  readonly layers: readonly LayerRow[];
  readonly size: Size;
  readonly taps: readonly FeatureInfo[];
  readonly lastConv: FeatureInfo;
}

/** Measures an architecture by building it, without drawing or keeping any weights. */
export function describeArchitecture(architecture: Architecture, head: Head): ArchitectureDescription {
  const { classifier } = assemble(architecture, head);
  const { size, featureInfo, lastConv } = classifier;
  const layers = classifier.summary();
  classifier.dispose();
  return {
    layers,
    size,
    taps: featureInfo,
    lastConv: featureInfo.find(({ name }) => name === lastConv.name)!,
  };
}

/**
 * Names and shapes of an architecture's weights as PyTorch has them, by building it, without drawing or keeping any.
 */
export function weightShapes(architecture: Architecture, head: Head): ReadonlyMap<string, readonly number[]> {
  const { model } = buildModel(architecture, head);
  const weights = torchWeights(model.layers, architecture.stateDict);
  const shapes = new Map(weights.map(({ key, layout }) => [key, layout.shape]));
  model.dispose();
  return shapes;
}
