/** Where an object is, in pixels of its image: the upper left corner and the size. */
export interface BoundingBox {
  readonly label: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Marked by the annotators as hard to recognize; such an object does not give its image a label. */
  readonly difficult?: boolean;
}
