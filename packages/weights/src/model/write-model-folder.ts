import { join } from 'node:path';
import { writeAtomically } from '../files/write.js';
import { type ModelToWrite, modelFiles } from './model-folder.js';

/**
 * Writes a model as a folder of `model.safetensors`, whose metadata holds the description, and then `config.json`
 * in timm's layout. Each file is replaced as a whole.
 *
 * @throws ConvzooError `file-error`
 */
export async function writeModelFolder(folder: string, model: ModelToWrite): Promise<void> {
  for (const { name, parts } of modelFiles(model)) await writeAtomically(join(folder, name), parts);
}
