import {
  checkModelDescription,
  type ModelDescription,
  parseModelDescription,
} from '@convzoo/core/description';
import { locate } from '#locate';
import { decodeText, parseJsonObject } from '../json.js';
import { type LoadedWeights, loadLocated } from '../load.js';
import type { LocatedFile, LocateOptions, WeightsSource } from '../located-file.js';
import { describeTimm, type KnownArchitecture } from './describe-timm.js';

export interface LoadModelOptions extends LocateOptions {
  /** Architectures that a folder written by timm may be of; see `Architecture.timm`. Default none. */
  readonly architectures?: readonly KnownArchitecture[] | undefined;
}

export interface LoadedModel extends LoadedWeights {
  /** What rebuilds the classifier, or undefined where neither the weights nor a `config.json` beside them say. */
  readonly description: ModelDescription | undefined;
}

/**
 * Loads weights as `loadWeights` does, with the description of the classifier that they are of: from their own
 * metadata, or else from the `config.json` beside them in a folder or a hub repository, written here or by timm.
 *
 * @throws ConvzooError `file-error`, `download-failed`, `invalid-weights`, or `unknown-name` if a `config.json` by
 *   timm names none of `architectures`; or the signal's reason
 */
export async function loadModel(
  source: WeightsSource,
  { architectures = [], ...options }: LoadModelOptions = {},
): Promise<LoadedModel> {
  const located = await locate(source, options);
  const loaded = await loadLocated(located);
  const description =
    parseModelDescription(loaded.metadata, loaded.path) ?? (await readConfig(located, architectures));
  return { ...loaded, description };
}

async function readConfig(
  located: LocatedFile,
  architectures: readonly KnownArchitecture[],
): Promise<ModelDescription | undefined> {
  const config = await located.readConfig();
  if (config === undefined) return undefined;
  const { path, bytes } = config;
  const fields = parseJsonObject(decodeText(bytes, path), path);
  if (fields.convzoo !== undefined) return checkModelDescription(fields.convzoo, path);
  const isTimms = typeof fields.architecture === 'string' && architectures.length > 0;
  return isTimms ? describeTimm(fields, architectures, path) : undefined;
}
