import { createHash } from 'node:crypto';
import type { Classifier, Json, ModelDescription, Pixels, StateDict } from '@convzoo/core';
import type { Explain } from './runs/run.js';

/** A model that a worker may run: an `ImageClassifier`, a compiled classifier, an ONNX file. */
export interface ClusterModel extends Pick<Classifier, 'head' | 'preprocessing' | 'logits' | 'dispose'> {
  /** `modelHash` of its contents. A worker runs it for the submissions that name this hash. */
  readonly hash: string;
  /** Raw scores as `evaluate` computes them on one machine, if other than `logits`. */
  readonly evaluatedLogits?: ((inputs: Float32Array) => Promise<Float32Array>) | undefined;
  /** Begins a sheet of explained images. A worker leaves runs that ask for one alone if its model has none. */
  readonly explainer?: ((explain: Explain) => Promise<Explainer>) | undefined;
}

/** Explains images, and makes one sheet of them. */
export interface Explainer {
  /** Explains an image, which has this position on the sheet. */
  add(position: number, image: string, pixels: Pixels, signal: AbortSignal): Promise<void>;
  /** The sheet, an HTML page that needs no other file. */
  sheet(): Uint8Array;
}

/**
 * SHA-256, in hexadecimal, of all that determines a model's results: its weights with the network, head and
 * preprocessing that they belong to, or the bytes of an ONNX file, which holds all of it.
 */
export function modelHash(
  contents: Uint8Array | StateDict,
  description?: Pick<ModelDescription, 'architecture' | 'head' | 'preprocessing'>,
): string {
  const hash = createHash('sha256');
  if (description !== undefined) {
    const { architecture, head, preprocessing = null } = description;
    hash.update(sortedJson({ architecture, head, preprocessing } as unknown as Json));
  }
  if (contents instanceof Uint8Array) return hash.update(contents).digest('hex');
  for (const [name, { shape, data }] of [...contents].sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(JSON.stringify([name, shape]));
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex');
}

/** JSON in which the order of an object's fields does not count. */
function sortedJson(value: Json): string {
  return JSON.stringify(value, (_, one: Json) =>
    typeof one === 'object' && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
