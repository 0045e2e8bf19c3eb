import type { FeatureInfo, HeadKind, JsonObject, LayerRow, Paper, Prediction, Size } from '@convzoo/core';
import type { Pixels, Preprocessing } from '@convzoo/core/preprocess';

/** Where a network and its weights come from. */
export type NetworkSource =
  /** A file of this site, by its address. */
  | { readonly kind: 'address'; readonly address: string }
  /** What is published under a name of the registry, downloaded from the hub. */
  | { readonly kind: 'published'; readonly name: string }
  /** A file, or the files of a folder by their paths in it; `network` is needed where they do not say theirs. */
  | { readonly kind: 'files'; readonly files: ReadonlyMap<string, Blob>; readonly network?: string };

/** One place at which a network can be explained. */
export interface LayerInfo extends FeatureInfo {
  /** Whether the original CAM works there: the head is dense on global average pooling. */
  readonly linear: boolean;
}

/** What the page knows of an open network. */
export interface NetworkInfo {
  readonly id: string;
  readonly kind: HeadKind;
  readonly classes: readonly string[];
  readonly preprocessing: Preprocessing;
  readonly training?: JsonObject;
  /** Undefined for an ONNX file, which is only run: it is neither explained nor drawn nor taught. */
  readonly inside?: NetworkInside;
}

/** A network as its layers. */
export interface NetworkInside {
  readonly architecture: string;
  readonly paper?: Paper;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly layers: readonly LayerRow[];
  readonly taps: readonly LayerInfo[];
  /** The tap at which explanations are made unless another is chosen. */
  readonly lastConv: string;
  readonly size: Size;
}

export interface EngineInfo {
  readonly name: string;
  readonly device: string;
  readonly isGpu: boolean;
}

export interface Classification {
  /** The highest scores first. */
  readonly scores: readonly Prediction[];
  /** The labels that hold by the head's own rule. */
  readonly holds: readonly string[];
}

export interface ExplanationRequest {
  readonly network: string;
  readonly image: Pixels;
  readonly method: string;
  readonly layer: string;
  /** A class. Left out: the prediction. */
  readonly target?: string;
}

export interface ExplanationPicture {
  readonly method: string;
  readonly layer: string;
  readonly target: string;
  /** Whether nothing in the image speaks for the target. */
  readonly degenerate: boolean;
  /** Raw and signed, at the method's own size. */
  readonly map: { readonly height: number; readonly width: number; readonly data: Float32Array };
  /** RGBA: the map in colors, the more opaque the more it speaks for the target. */
  readonly heat: {
    readonly height: number;
    readonly width: number;
    readonly data: Uint8ClampedArray<ArrayBuffer>;
  };
}

export interface Lesson {
  /** The network whose features are kept. */
  readonly network: string;
  readonly classes: readonly { readonly name: string; readonly photos: readonly Pixels[] }[];
  readonly epochs: number;
}

export interface Learned {
  readonly network: NetworkInfo;
  /** Mean loss of the last epoch. */
  readonly loss: number;
  /** How many of the photos the network now names rightly. */
  readonly right: number;
  readonly photos: number;
}

export type PackFormat = 'safetensors' | 'onnx' | 'timm';

export interface Packed {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** What the page may ask of the worker: the input and the output of each job. */
export interface Jobs {
  start: { input: undefined; output: EngineInfo };
  open: { input: NetworkSource; output: NetworkInfo };
  classify: { input: { network: string; image: Pixels }; output: Classification };
  explain: { input: ExplanationRequest; output: ExplanationPicture };
  teach: { input: Lesson; output: Learned };
  pack: { input: { network: string; format: PackFormat }; output: Packed };
}

export type JobName = keyof Jobs;

/** What a job is given beside its input. */
export interface Work {
  readonly signal: AbortSignal;
  /** The share that is done, from 0 to 1. */
  readonly onProgress: (share: number) => void;
}
