import type * as tf from '@tensorflow/tfjs-core';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Architecture } from '../architecture/architecture.js';
import type { LayerRow, Size } from '../graph/layer-table.js';
import type { ReceptiveField } from '../graph/receptive-field.js';
import type { Head } from '../heads/head.js';
import type { StateDict } from '../state-dict/state-dict.js';
import type { Classifier } from './classifier.js';
import type { Cut } from './cut.js';

/** One row of the table of taps. */
export interface FeatureInfo {
  /** Name of the tap: that of the layer whose output it is. */
  readonly name: string;
  readonly shape: readonly [height: number, width: number, channels: number];
  /** Input pixels between neighboring pixels of the map; null behind a layer that reads whole maps. */
  readonly stride: number | null;
  /**
   * Input pixels that one pixel of the map sees along the longer side; null where it sees the whole image.
   */
  readonly receptiveField: number | null;
  /** Which input pixels each pixel of the map sees; null where those are all of them. */
  readonly field: ReceptiveField | null;
  readonly rectified: boolean;
}

/** An architecture joined with a head. */
export interface ImageClassifier extends Classifier {
  readonly specificationVersion: 'v1';
  readonly architecture: Architecture;

  /** Images [batch, height, width, channels] to logits, as a tf.layers model whose layers have names. */
  readonly model: tfl.LayersModel;

  /** The cut at the last conv layer, for explanation. */
  readonly lastConv: Cut;
  /**
   * Cuts at the architecture's taps, the last conv layer's among them, by name from the image to the head.
   */
  readonly taps: Readonly<Record<string, Cut>>;
  readonly featureInfo: readonly FeatureInfo[];

  /** Preprocessed images to logits [batch, units]. Fused, frees all but its result. */
  logits(x: tf.Tensor4D): tf.Tensor2D;
  logits(images: Float32Array): Promise<Float32Array>;
  /**
   * Logits as a training step needs them: dropout is on, batch norms that are not frozen use and update
   * batch statistics, and the result is differentiable with respect to the weights.
   */
  trainingLogits(x: tf.Tensor4D): tf.Tensor2D;
  /** Preprocessed images to probabilities [batch, units]. */
  predict(x: tf.Tensor4D): tf.Tensor2D;
  predict(images: Float32Array): Promise<Float32Array>;

  /** A new classifier with another head, freshly initialized, and this one's backbone weights. */
  withHead(head: Head, options?: { seed?: number }): ImageClassifier;
  /**
   * Stops training of the features up to a tap, all of them if none is named. Frozen batch norms keep
   * and use their running statistics.
   */
  freeze(tap?: string): void;
  /** Makes every layer trainable again. */
  unfreeze(): void;

  /** One row per layer. */
  summary(): LayerRow[];
  readonly size: Size;

  /** A copy of all weights under PyTorch's names and layouts. */
  stateDict(): Promise<StateDict>;
  /** Fills all weights, strictly; see `fillWeights` for what is thrown. */
  loadStateDict(stateDict: StateDict): void;
  /** Fills all weights but the classifier layers', which the state dict may lack or have in another shape. */
  loadBackbone(stateDict: StateDict): void;

  /** Saves the model in TF.js's layers format. */
  save(target: string | tf.io.IOHandler): Promise<void>;
  /** Loads weights that `save` wrote. Throws `weights-mismatch` if a layer is missing or misshaped. */
  load(source: string | tf.io.IOHandler): Promise<void>;
}
