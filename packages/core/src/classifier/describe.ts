import type { Architecture } from '../architecture/architecture.js';
import type { LayerRow, Size } from '../graph/layer-table.js';
import type { Head } from '../heads/head.js';
import { onMetaBackend } from '../layers/meta-backend.js';
import { torchWeights } from '../weights/torch-weights.js';
import { assemble } from './assemble.js';
import type { FeatureInfo } from './image-classifier.js';

/** What an architecture is and costs under a head. */
export interface ArchitectureDescription {
  readonly layers: readonly LayerRow[];
  readonly size: Size;
  readonly taps: readonly FeatureInfo[];
  readonly lastConv: FeatureInfo;
  /** Shapes of the weights by their names, as PyTorch has both. */
  readonly weights: ReadonlyMap<string, readonly number[]>;
}

/**
 * Measures an architecture by building it of weights that have shapes and no values, so that even the largest one takes
 * no memory, and no runtime is needed.
 */
export function describeArchitecture(architecture: Architecture, head: Head): ArchitectureDescription {
  return onMetaBackend(() => measure(architecture, head));
}

function measure(architecture: Architecture, head: Head): ArchitectureDescription {
  const { classifier } = assemble(architecture, head);
  const { size, featureInfo, lastConv } = classifier;
  const layers = classifier.summary();
  const weights = torchWeights(classifier.model.layers, architecture.stateDict);
  classifier.dispose();
  return {
    layers,
    size,
    taps: featureInfo,
    lastConv: featureInfo.find(({ name }) => name === lastConv.name)!,
    weights: new Map(weights.map(({ key, layout }) => [key, layout.shape])),
  };
}
