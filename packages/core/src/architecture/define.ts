import { defaultInitialize } from '../init/distributions.js';
import type { JsonObject } from '../json.js';
import { dense } from '../layers/dense.js';
import { logitsLayer } from '../state-dict/logits-layer.js';
import type { Architecture, ArchitectureDefinition } from './architecture.js';

export interface DefineOptions {
  /** What `Architecture.options` holds besides the input shape. Default: nothing. */
  options?: JsonObject;
  /** The npm package that exports the builder. */
  package?: string;
}

/** Completes a definition with the defaults that `Architecture` states. */
export function defineArchitecture(
  definition: ArchitectureDefinition,
  { options = {}, package: packageName }: DefineOptions = {},
): Architecture {
  return {
    specificationVersion: 'v1',
    ...(packageName === undefined ? {} : { package: packageName }),
    options: { ...options, inputShape: definition.inputShape },
    family: definition.name,
    details: {},
    classifier: (units) => dense(logitsLayer, units),
    stateDict: { module: (layer) => layer },
    initialize: defaultInitialize,
    weights: {},
    ...definition,
  };
}
