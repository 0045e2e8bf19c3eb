import { join } from 'node:path';
import type { TimmModel } from '@convzoo/core';
import { type ModelDescription, modelMetadata } from '@convzoo/core/description';
import type { StateDict } from '@convzoo/core/state-dict';
import { writeAtomically } from '../files/write.js';
import { configFile } from '../locate.js';
import { saveWeights } from '../save.js';
import { timmConfig } from './timm-config.js';

export interface ModelToWrite {
  /** All weights, under PyTorch's names and in its layouts. */
  readonly stateDict: StateDict;
  readonly description: ModelDescription;
  /** `architecture.timm`: with it, timm opens the folder as `local-dir:FOLDER`. */
  readonly timm?: TimmModel | undefined;
}

const modelFile = 'model.safetensors';

/**
 * Writes a model as a folder of `model.safetensors`, whose metadata holds the description, and then `config.json`
 * in timm's layout. Each file is replaced as a whole.
 *
 * @throws ConvzooError `file-error`
 */
export async function writeModelFolder(
  folder: string,
  { stateDict, description, timm }: ModelToWrite,
): Promise<void> {
  await saveWeights(join(folder, modelFile), asInTimm(stateDict, timm), modelMetadata(description));
  const config = `${JSON.stringify(timmConfig(description, timm), null, 2)}\n`;
  await writeAtomically(join(folder, configFile), [new TextEncoder().encode(config)]);
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
