import type { TimmModel } from '@convzoo/core';
import { type ModelDescription, modelMetadata } from '@convzoo/core/description';
import type { StateDict } from '@convzoo/core/state-dict';
import { configFile } from '../located-file.js';
import { safetensorsParts } from '../safetensors/format.js';
import { timmConfig } from './timm-config.js';

export interface ModelToWrite {
  /** All weights, under PyTorch's names and in its layouts. */
  readonly stateDict: StateDict;
  readonly description: ModelDescription;
  /** `architecture.timm`: with it, timm opens the folder as `local-dir:FOLDER`. */
  readonly timm?: TimmModel | undefined;
}

/** A file in parts: written one after another, they are its bytes. */
export interface NamedParts {
  readonly name: string;
  readonly parts: readonly Uint8Array[];
}

/**
 * The files of a model's folder, in the order in which to write them: `model.safetensors`, whose metadata holds the
 * description, and then `config.json` in timm's layout.
 */
export function modelFiles({ stateDict, description, timm }: ModelToWrite): NamedParts[] {
  const config = `${JSON.stringify(timmConfig(description, timm), null, 2)}\n`;
  return [
    {
      name: 'model.safetensors',
      parts: safetensorsParts(asInTimm(stateDict, timm), modelMetadata(description)),
    },
    { name: configFile, parts: [new TextEncoder().encode(config)] },
  ];
}

/** The weights in the shapes that timm's network has. */
function asInTimm(stateDict: StateDict, timm: TimmModel | undefined): StateDict {
  if (timm?.convolutional !== true) return stateDict;
  const kernel = `${timm.classifier}.weight`;
  return new Map(
    [...stateDict].map(([key, tensor]) => [
      key,
      key === kernel ? { ...tensor, shape: [...tensor.shape.slice(0, 2), 1, 1] } : tensor,
    ]),
  );
}
