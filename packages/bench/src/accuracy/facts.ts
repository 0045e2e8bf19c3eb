/** A point of a training curve. */
export interface CurvePoint {
  /** Images seen so far. */
  readonly images: number;
  /** Mean training loss since the point before. */
  readonly loss: number;
}

/** What one training run, or one evaluation of given weights, came to. */
export interface AccuracyFacts {
  /** Name of the data. */
  readonly data: string;
  /** Seed of the initial weights, the order of the images and dropout. */
  readonly seed: number;
  /** The metric that decides. */
  readonly metric: string;
  /** Of the test images, by name, in [0, 1]. */
  readonly metrics: Readonly<Record<string, number>>;
  readonly loss: number;
  readonly testImages: number;
  /** Null where given weights were evaluated. */
  readonly budget: TrainingBudget | null;
  /** Factor on the channels, so that the budget suffices; null where given weights decide. */
  readonly width: number | null;
  readonly curve: readonly CurvePoint[];
  /** Seconds of training, reading of images included. */
  readonly seconds: number;
  /** Of given weights: how many classes they have, and of how many of them the data have images. */
  readonly classes?: { readonly all: number; readonly present: number };
  /** Accuracy that the publisher of the weights states, in percent. */
  readonly published?: { readonly dataset: string; readonly top1: number; readonly top5: number };
}

/** What every architecture is given alike. */
export interface TrainingBudget {
  /** Training images. */
  readonly images: number;
  readonly epochs: number;
  readonly batchSize: number;
}
