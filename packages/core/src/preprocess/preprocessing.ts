/** How an image becomes the numbers that a set of weights was trained on. Data, attached to weights. */
export interface Preprocessing {
  /** Length in pixels that the shorter side is resized to, keeping the aspect; or an exact size. */
  readonly resize: number | readonly [height: number, width: number];
  readonly interpolation: 'bilinear' | 'bicubic';
  /** Size in pixels of the centre crop. */
  readonly crop: readonly [height: number, width: number];
  /** Samples are divided by this before the mean is taken off: 255 gives [0, 1]. */
  readonly scale: number;
  /** Per channel, in the channel order below, in units after `scale`. */
  readonly mean: readonly number[];
  readonly std: readonly number[];
  readonly channelOrder: 'rgb' | 'bgr' | 'grey';
}
