import type { Initialize } from '../init/distributions.js';
import type { JsonObject } from '../json.js';
import type { Layer } from '../layers/layer.js';
import type { Preprocessing } from '../preprocess/preprocessing.js';

export interface Paper {
  readonly title: string;
  readonly year: number;
  readonly url: string;
}

/** Height, width and channels of the images that a network reads, in pixels. */
export type InputShape = readonly [height: number, width: number, channels: number];

/** Options that every architecture takes. */
export interface ArchitectureOptions {
  /** Height and width in pixels and, optionally, channels. Default: the paper's. */
  inputShape?: readonly [height: number, width: number, channels?: number];
  /** Default 3. */
  inputChannels?: number;
  /** Factor on the number of channels of every layer, for small data and for tests. Default 1. */
  width?: number;
}

/** A published set of weights, as data. */
export interface PublishedWeights {
  /** A file of a Hugging Face hub repository, or a URL. */
  readonly source: { readonly repository: string; readonly file: string } | { readonly url: string };
  /**
   * Hexadecimal; the whole hash, or the leading part that the publisher puts in the file's name. A hub
   * states the hash of each file itself.
   */
  readonly sha256?: string;
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  /** Published accuracy in percent on the named dataset. */
  readonly accuracy: { readonly dataset: string; readonly top1: number; readonly top5: number };
}

/** Names of an architecture's weights in PyTorch's state dicts. */
export interface StateDictNames {
  /** The PyTorch module that a layer of ours corresponds to: `conv5_3` to `features.28`. */
  readonly module: (layer: string) => string;
  /** Turns another project's spelling of a key into PyTorch's, and leaves every other key alone. */
  readonly canonicalKey?: (key: string) => string;
  /**
   * The same network in Keras Applications, if there is one. May throw `weights-mismatch` where options make
   * ours compute something else than Keras's.
   */
  readonly keras?: () => KerasNetwork;
}

/** The same network in timm, Python's collection of image models. */
export interface TimmModel {
  /** Its name there: `resnet50`. */
  readonly name: string;
  /** Options that make the builder give exactly this network at every input shape. Default: none. */
  readonly options?: JsonObject;
  /** Channels of the last map. */
  readonly features: number;
  /** Its names for the convolution that reads the image and of the layer that gives the logits. */
  readonly firstConv: string;
  readonly classifier: string;
  /** Whether `classifier` is a 1x1 convolution there, whose kernel has two dimensions more. Default false. */
  readonly convolutional?: boolean;
}

/** A layer of Keras with weights. */
export interface KerasLayer {
  readonly kind: 'conv2d' | 'batch_normalization' | 'dense';
  /** Our layer that does the same. */
  readonly layer: string;
}

/** How a network of Keras Applications differs from ours with the same weights. */
export interface KerasNetwork {
  /** Its layers that have weights by their names, in its own order. */
  readonly layers: ReadonlyMap<string, KerasLayer>;
  /**
   * The batch norm after a convolution that has a bias in Keras but not here: the bias is folded into its
   * mean.
   */
  readonly normAfter?: (convolution: string) => string;
  /** What its batch norms add to the variance. Default 1e-5, as ours and PyTorch's. */
  readonly epsilon?: number;
  /** How images become input for its published weights. */
  readonly preprocessing: Preprocessing;
}

/**
 * A network without a head: what classifiers, training, explanation, export and benchmarks are written
 * against. Authors write an `ArchitectureDefinition`; `classifierBuilder` completes it.
 */
export interface Architecture {
  readonly specificationVersion: 'v1';
  /** Name of the builder that its package exports: `resnet50`. */
  readonly name: string;
  /** The npm package whose export `name` builds it: `@convzoo/resnet`. */
  readonly package?: string;
  /**
   * The options that the builder was called with, except for the head, as JSON, always with the input shape.
   * The builder makes the same network from them again.
   */
  readonly options: JsonObject;
  /** Name of the group of architectures it belongs to: `resnet`. Default: `name`. */
  readonly family: string;
  readonly paper?: Paper;
  /** Choices that tell this network from others of the same name, for people to read. Default: none. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly inputShape: InputShape;
  /** Image to the output of the last convolutional stage, after its activation. */
  readonly features: Layer;
  /** That output to what the classifier reads, an embedding [batch, n] or a map. */
  readonly neck: Layer;
  /**
   * What turns the neck's output into `units` logits [batch, units]: the layers that a new head replaces. The
   * one whose kernel has a column for each class is named `logits`. Default: `dense('logits', units)`.
   */
  readonly classifier: (units: number) => Layer;
  /** Default: PyTorch modules are named as the layers are. */
  readonly stateDict: StateDictNames;
  /** Left out where timm has no network that computes the same. */
  readonly timm?: TimmModel;
  /** Default: `defaultInitialize`. */
  readonly initialize: Initialize;
  /** Published weights by tag, the recommended one first. Default: none. */
  readonly weights: Readonly<Record<string, PublishedWeights>>;
}

/** What the author of an architecture writes: its layers, and what differs from the defaults. */
export type ArchitectureDefinition = Pick<Architecture, 'name' | 'inputShape' | 'features' | 'neck'> &
  Partial<
    Pick<
      Architecture,
      'family' | 'paper' | 'details' | 'classifier' | 'stateDict' | 'timm' | 'initialize' | 'weights'
    >
  >;
