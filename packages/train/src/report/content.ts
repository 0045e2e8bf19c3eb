import type { HeadKind } from '@convzoo/core';
import type { Box, PictureFile } from '@convzoo/report';
import type { Evaluation } from '../evaluate.js';
import type { EpochSummary } from '../events.js';
import type { CellExamples, Example } from '../examples.js';

/** A sample's photo, what the network saw of it, and where it looked. */
export interface ExamplePicture {
  readonly photo: PictureFile;
  /** The part of the photo that was the network's input. */
  readonly crop: Box;
  readonly heat?: ExampleHeat;
}

/** A heat map of a sample. */
export interface ExampleHeat {
  /** The map in colors, transparent where there is no evidence; it covers the crop. */
  readonly picture: PictureFile;
  /** The class that it is for. */
  readonly target: string;
  /** Value of its strongest color. */
  readonly maximum: number;
}

/** How heat maps were made. */
export interface HeatMethod {
  /** Such as `Grad-CAM`. */
  readonly name: string;
  readonly layer: string;
  /** CSS colors from no evidence to the most. */
  readonly colors: readonly string[];
}

export interface ReportContent {
  readonly title: string;
  readonly kind: HeadKind;
  /** The network, what it was trained with and on, how: by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** Images of each class in each part of the data. */
  readonly data: DataCounts;
  readonly steps: readonly { readonly step: number; readonly loss: number; readonly learningRate: number }[];
  readonly history: readonly EpochSummary[];
  /** Epoch of the weights that were kept, counted from 0. */
  readonly bestEpoch?: number | undefined;
  /** On what the evaluation was made: 'test' or 'validation'. */
  readonly evaluatedOn: string;
  readonly evaluation: Evaluation;
  readonly uncertain: readonly Example[];
  readonly confusion: readonly CellExamples[];
  /** By the sample's id; those of samples that are shown. */
  readonly pictures: ReadonlyMap<string, ExamplePicture>;
  readonly heat?: HeatMethod | undefined;
  /** What a reader should know of the data: unreadable images, duplicates across splits. */
  readonly warnings: readonly string[];
  /** Versions, machine and date: by name. */
  readonly madeBy: Readonly<Record<string, string>>;
}

export interface DataCounts {
  readonly classes: readonly string[];
  readonly splits: readonly {
    readonly name: string;
    readonly images: number;
    /** In the order of the classes. */
    readonly counts: readonly number[];
  }[];
}
